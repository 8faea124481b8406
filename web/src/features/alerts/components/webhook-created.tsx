import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SecretOnce } from "@/components/ui/secret-once";

type Props = { name: string; secret: string; onClose: () => void; onRule: () => void };

/** The signing secret, this one time; then the rule without which nothing is sent. */
export function WebhookCreated({ name, secret, onClose, onRule }: Props) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`${name} is added`}
      description="Nothing is sent until a rule says when."
      footer={
        <>
          <Button onClick={onClose}>I have copied it</Button>
          <Button variant="primary" onClick={onRule}>
            Add a rule
          </Button>
        </>
      }
    >
      <SecretOnce
        label="Signing secret"
        secret={secret}
        note="Shown once. Every message carries X-Tripl-Signature, made with this secret, so that the receiver can tell it is from here."
      />
    </Dialog>
  );
}
