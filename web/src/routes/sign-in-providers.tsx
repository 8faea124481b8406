import { useQuery } from "@tanstack/react-query";
import { systemSignInProvidersOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { ProviderStatus } from "@/api/generated/types.gen";
import { Badge, type Tone } from "@/components/ui/badge";
import { Loaded } from "@/components/ui/loaded";
import { Facts, Panel } from "@/components/ui/panel";

const STATES: Record<ProviderStatus["state"], { tone: Tone; word: string }> = {
  on: { tone: "ok", word: "On" },
  off: { tone: "neutral", word: "Off" },
  incomplete: { tone: "late", word: "Incomplete" },
};
const NAMES: Record<ProviderStatus["provider"], string> = {
  google: "Google",
  oidc: "OpenID Connect",
};

/** Which providers people may sign in through; the environment of the server says so. */
export function SignInProviders() {
  const providers = useQuery(systemSignInProvidersOptions());
  return (
    <Panel title="Sign-in through a provider" note="Set by the environment">
      <Loaded of={providers}>
        {(rows) => (
          <ul aria-label="Sign-in through a provider">
            {rows.map((row) => (
              <Provider key={row.provider} row={row} />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

function Provider({ row }: { row: ProviderStatus }) {
  const { tone, word } = STATES[row.state];
  return (
    <li className="grid gap-1.5 border-t border-line px-3.5 py-2.5">
      <span className="flex items-center gap-2">
        <span className="font-medium">{NAMES[row.provider]}</span>
        <Badge tone={tone}>{word}</Badge>
      </span>
      {row.missing.length > 0 && (
        <span className="text-small break-words text-ink-2">Missing: {row.missing.join(", ")}</span>
      )}
      {row.state !== "off" && (
        <Facts
          rows={[
            ["Issuer", row.issuer || "none"],
            ["Redirect URI", row.redirect_uri],
            ["Domains", row.allowed_domains.join(", ") || "every one"],
            ["New accounts", row.creates_accounts ? "made at the first sign-in" : "by invitation"],
          ]}
        />
      )}
    </li>
  );
}
