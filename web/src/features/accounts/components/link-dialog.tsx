import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { SecretOnce } from "@/components/ui/secret-once";

type Props = {
  title: string;
  label: string;
  /** With or without the origin: a server may not know its own. */
  link: string | null;
  note: string;
  error: unknown;
  onClose: () => void;
};

/** A link that is shown once, or why there is none. */
export function LinkDialog({ title, label, link, note, error, onClose }: Props) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      footer={
        <Button variant="primary" onClick={onClose}>
          {link ? "I have copied it" : "Close"}
        </Button>
      }
    >
      {link ? (
        <SecretOnce label={label} secret={wholeLink(link)} note={note} />
      ) : (
        <ErrorPanel error={error} />
      )}
    </Dialog>
  );
}

export const wholeLink = (link: string) => new URL(link, window.location.origin).href;
