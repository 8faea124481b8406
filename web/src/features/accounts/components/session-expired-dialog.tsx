import { Dialog } from "@/components/ui/dialog";
import { SignInForm } from "./sign-in-form";

type Props = {
  open: boolean;
  email: string;
  error: unknown;
  busy: boolean;
  onSubmit: (email: string, password: string) => void;
};

/** Stands over the page, so that what was typed is still there afterwards. */
export function SessionExpiredDialog({ open, ...form }: Props) {
  return (
    <Dialog
      open={open}
      onOpenChange={() => undefined}
      lasting
      mayClose={() => false}
      title="You were signed out"
      description="Sign in to go on. Nothing on this page is lost."
    >
      <SignInForm {...form} />
    </Dialog>
  );
}
