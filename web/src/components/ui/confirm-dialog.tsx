import type { ReactNode } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ErrorPanel } from "./error-panel";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** A verb with its object, as on the button that was pressed. */
  action: string;
  busy: boolean;
  /** While what is lost is not known yet. */
  disabled?: boolean;
  error: unknown;
  onConfirm: () => void;
  /** What is lost. */
  children: ReactNode;
};

/** Only for what cannot be undone; the focus starts on the way back. */
export function ConfirmDialog({
  action,
  busy,
  disabled = false,
  error,
  onConfirm,
  children,
  ...dialog
}: Props) {
  return (
    <Dialog
      {...dialog}
      footer={
        <>
          <Button autoFocus onClick={() => dialog.onOpenChange(false)}>
            Keep it
          </Button>
          <Button
            variant="danger-solid"
            busy={busy && "One moment"}
            disabled={disabled}
            onClick={onConfirm}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <div className="grid gap-3">{children}</div>
        {error !== null && error !== undefined && <ErrorPanel error={error} />}
      </div>
    </Dialog>
  );
}
