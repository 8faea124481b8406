import { X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { toasts } from "@/lib/toast-store";
import { Button } from "./button";
import { Icon } from "./icon";

/** Bottom left, six seconds or twelve with an action, pausing under the pointer or focus; errors never live only here. */
export function Toaster() {
  const items = useSyncExternalStore(toasts.subscribe, toasts.list);
  return (
    <Radix.Provider swipeDirection="left" label="Notice">
      {items.map((toast) => (
        <Radix.Root
          key={toast.id}
          // An action takes longer to reach than a sentence to read.
          duration={toast.action ? 12_000 : 6000}
          onOpenChange={(open) => !open && toasts.dismiss(toast.id)}
          className="flex items-center gap-3 rounded-3 border border-line-strong bg-raised py-1.5 pr-1.5 pl-3.5 shadow-3 anim-rise"
        >
          <Radix.Description className="min-w-0 flex-1 py-1">{toast.text}</Radix.Description>
          {toast.action && (
            <Radix.Action asChild altText={toast.action.label}>
              <Button size="sm" onClick={toast.action.run}>
                {toast.action.label}
              </Button>
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <Button variant="ghost" size="sm" square aria-label="Dismiss">
              <Icon as={X} size={13} />
            </Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed bottom-4 left-4 z-(--z-toast) grid w-[min(380px,calc(100vw-32px))] gap-2 outline-none" />
    </Radix.Provider>
  );
}
