import type { SignInButton } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";

type Props = {
  buttons: SignInButton[];
  next?: string;
  /** In another tab: this page holds what nobody wants to lose. */
  beside?: boolean;
};

/** Links, since the browser leaves this page for the provider's. */
export function ProviderButtons({ buttons, next, beside = false }: Props) {
  if (buttons.length === 0) return null;
  return (
    <div className="grid gap-2.5">
      <p className="text-center text-small text-ink-3">or</p>
      {buttons.map(({ provider, label, start }) => (
        <Button key={provider} asChild size="lg" className="!h-auto min-h-9 py-1.5">
          <a
            href={next ? `${start}?${new URLSearchParams({ next })}` : start}
            {...(beside && { target: "_blank", rel: "noopener" })}
          >
            <span className="min-w-0 text-center break-words whitespace-normal">{label}</span>
          </a>
        </Button>
      ))}
    </div>
  );
}
