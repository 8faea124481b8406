import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

type Props = {
  existing: string;
  onClose: () => void;
  onOpen: () => void;
  onAnother: () => void;
};

/** Who has a demo rarely wants a second one. */
export function AnotherDialog({ existing, onClose, onOpen, onAnother }: Props) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="You have a demo already"
      footer={
        <>
          <Button onClick={onAnother}>Generate another</Button>
          <Button variant="primary" onClick={onOpen}>
            Open {existing}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">
        {existing} stays as you left it. To start over there, reset it: the same address gets a
        fresh demo with its faults in the newest hours.
      </p>
    </Dialog>
  );
}
