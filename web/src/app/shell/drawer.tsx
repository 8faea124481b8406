import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { scrimClass } from "@/components/ui/floating";

type Props = { onClose: () => void; children: ReactNode };

/** The sidebar over the page, where the page leaves no room beside it. */
export function Drawer({ onClose, children }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={scrimClass} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-(--z-dialog) w-[min(280px,86vw)] border-r border-line bg-canvas shadow-3 outline-none anim-from-left"
        >
          <Dialog.Title className="sr-only">Navigation</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
