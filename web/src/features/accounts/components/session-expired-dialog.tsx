import type { SignInButton } from "@/api/generated/types.gen";
import { Dialog } from "@/components/ui/dialog";
import { ProviderButtons } from "./provider-buttons";
import { SignInForm } from "./sign-in-form";

type Props = {
  open: boolean;
  email: string;
  error: unknown;
  busy: boolean;
  buttons: SignInButton[];
  /** Where the tab of a provider ends. */
  next: string;
  onSubmit: (email: string, password: string) => void;
};

/** Stands over the page, so that what was typed is still there afterwards. */
export function SessionExpiredDialog({ open, buttons, next, ...form }: Props) {
  return (
    <Dialog
      open={open}
      onOpenChange={() => undefined}
      lasting
      mayClose={() => false}
      title="You were signed out"
      description="Sign in to go on. Nothing on this page is lost."
    >
      <div className="grid gap-4">
        <SignInForm {...form} />
        <ProviderButtons beside buttons={buttons} next={next} />
        {buttons.length > 0 && (
          <p className="text-small text-ink-3">
            A provider opens in another tab. Come back here when you are signed in.
          </p>
        )}
      </div>
    </Dialog>
  );
}
