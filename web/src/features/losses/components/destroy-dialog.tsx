import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import type { Losses } from "@/api/generated/types.gen";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { useDelayed } from "@/lib/use-delayed";
import { lossSentence } from "../sentence";

type Props = {
  title: string;
  action: string;
  /** What the server says would go: it counts by the deletion's own rules. */
  ask: () => Promise<{ data: Losses }>;
  remove: { isPending: boolean; error: unknown };
  onConfirm: () => void;
  onClose: () => void;
  /** Keeps the button off until more is done, such as a name typed. */
  disarmed?: boolean;
  /** What else to know: what stays, and that there is no way back. */
  children: ReactNode;
};

/** Names with counts what a deletion takes along, and lets nobody delete before they could read it. */
export function DestroyDialog({ ask, remove, onClose, disarmed = false, children, ...of }: Props) {
  const counted = useQuery({
    queryKey: ["losses", useId()],
    queryFn: async () => (await ask()).data,
    // Asked once an opening: what is renewed after the deletion would find nothing there.
    enabled: (query) => query.state.data === undefined,
    gcTime: 0,
    retry: false,
  });
  const slow = useDelayed(counted.isPending);
  return (
    <ConfirmDialog
      {...of}
      open
      onOpenChange={onClose}
      busy={remove.isPending}
      disabled={counted.data === undefined || disarmed}
      error={remove.error}
    >
      <p role="status" className="min-h-5 font-medium">
        {counted.data && lossSentence(counted.data)}
        {counted.isPending && slow && "Counting what goes with it"}
      </p>
      {counted.error && <ErrorPanel error={counted.error} onRetry={() => void counted.refetch()} />}
      <div>{children}</div>
    </ConfirmDialog>
  );
}
