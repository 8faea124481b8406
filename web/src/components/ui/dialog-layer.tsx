import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { Button } from "./button";
import { scrimClass } from "./floating";
import { Icon } from "./icon";

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  width?: "sm" | "md" | "lg";
  /** Asked before closing by Escape, the cross or a click outside; false keeps it open. */
  mayClose?: () => boolean;
  /** Without a cross: the only way on is through what it asks. */
  lasting?: boolean;
};

const WIDTHS = { sm: "sm:max-w-[440px]", md: "sm:max-w-[640px]", lg: "sm:max-w-[880px]" };

export function DialogLayer({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  width = "sm",
  mayClose,
  lasting = false,
}: DialogProps) {
  const change = (next: boolean) => {
    if (!next && mayClose && !mayClose()) return;
    onOpenChange(next);
  };
  return (
    <Radix.Root open={open} onOpenChange={change}>
      <Radix.Portal>
        <Radix.Overlay className={scrimClass} />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cx(
            "fixed z-(--z-dialog) flex flex-col bg-raised shadow-3 outline-none anim-rise",
            "inset-0 sm:inset-auto sm:top-[min(12vh,120px)] sm:left-1/2 sm:max-h-[calc(100vh-min(24vh,160px))] sm:w-[calc(100vw-32px)] sm:-translate-x-1/2 sm:rounded-4 sm:border sm:border-line-strong",
            WIDTHS[width],
          )}
        >
          <LayerHead title={title} description={description} lasting={lasting} />
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5 scroll-quiet">{children}</div>
          {footer && (
            <div className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function SheetLayer({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  width = "md",
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={scrimClass} />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cx(
            "fixed inset-y-0 right-0 z-(--z-dialog) flex w-full flex-col border-l border-line-strong bg-raised shadow-3 outline-none anim-from-right",
            WIDTHS[width],
          )}
        >
          <LayerHead title={title} description={description} />
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5 scroll-quiet">{children}</div>
          {footer && (
            <div className="flex items-center gap-2 border-t border-line px-5 py-3">{footer}</div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function LayerHead({
  title,
  description,
  lasting = false,
}: Pick<DialogProps, "title" | "description" | "lasting">) {
  return (
    <div className="flex items-start gap-3 px-5 pt-4 pb-3">
      <div className="min-w-0 flex-1">
        <Radix.Title className="type-h2">{title}</Radix.Title>
        {description && (
          <Radix.Description className="mt-0.5 text-ink-3">{description}</Radix.Description>
        )}
      </div>
      {!lasting && (
        <Radix.Close asChild>
          <Button variant="ghost" square aria-label="Close">
            <Icon as={X} />
          </Button>
        </Radix.Close>
      )}
    </div>
  );
}
