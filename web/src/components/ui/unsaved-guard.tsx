import { useBlocker } from "@tanstack/react-router";
import { Button } from "./button";
import { Dialog } from "./dialog";

/** Asks before a page with real edits is left: by a link, by Back, and by the browser's own question for the tab. */
export function UnsavedGuard({ edited }: { edited: boolean }) {
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => edited && current.pathname !== next.pathname,
    enableBeforeUnload: () => edited,
    withResolver: true,
  });
  return (
    <Dialog
      open={leaving.status === "blocked"}
      onOpenChange={() => leaving.reset?.()}
      title="Leave without saving?"
      footer={
        <>
          <Button autoFocus onClick={() => leaving.reset?.()}>
            Stay here
          </Button>
          <Button variant="danger" onClick={() => leaving.proceed?.()}>
            Leave
          </Button>
        </>
      }
    >
      What you changed on this page is lost.
    </Dialog>
  );
}
