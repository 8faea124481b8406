import { Popover as Radix } from "radix-ui";
import type { ReactNode, RefObject } from "react";
import { cx } from "@/lib/cx";
import { FLOATING_PLACE, floatingClass } from "./floating";

type Props = {
  /** What it hangs on and gives the focus back to. */
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  children: ReactNode;
};

/** Open as long as it is drawn; as wide as what it hangs on, above dialogs. */
export function Popover({ anchor, onClose, children }: Props) {
  const atAnchor = (target: EventTarget | null) =>
    target instanceof Node && Boolean(anchor.current?.contains(target));
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Radix.Portal>
        <Radix.Content
          align="start"
          {...FLOATING_PLACE}
          // The anchor closes it with its own press.
          onInteractOutside={(event) => atAnchor(event.target) && event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.current?.focus();
          }}
          className={cx(
            floatingClass,
            "z-(--z-toast) w-(--radix-popover-trigger-width) min-w-[200px] overflow-hidden",
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
