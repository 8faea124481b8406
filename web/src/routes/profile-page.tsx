import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { authMeOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Loaded } from "@/components/ui/loaded";
import { Facts, PageHead, Panel } from "@/components/ui/panel";
import { SingleKeysSwitch } from "@/components/ui/single-keys-switch";
import { ThemeSwitch } from "@/components/ui/theme-switch";
import { formatDay } from "@/lib/format-date";
import { usePageTitle } from "@/lib/page-subject";

/** Who this browser is signed in as, and how the pages look to them. */
export function ProfilePage() {
  const me = useQuery(authMeOptions());
  usePageTitle("Profile");
  return (
    <>
      <PageHead title="Profile" />
      <Loaded of={me}>
        {(user) => (
          <Panel title="You" ruled className="max-w-[640px]">
            <div className="px-3.5 py-2.5">
              <Facts
                rows={[
                  ["Name", user.name || "none"],
                  ["Email", user.email],
                  ["Role in the workspace", user.role ?? "none"],
                  ["Joined", formatDay(user.created_at)],
                ]}
              />
            </div>
          </Panel>
        )}
      </Loaded>
      <Panel title="Appearance" ruled className="max-w-[640px]">
        <div className="grid gap-1.5 px-3.5 py-3">
          <div>
            <ThemeSwitch />
          </div>
          <p className="text-small text-ink-3">Kept in this browser.</p>
        </div>
      </Panel>
      <Panel title="Keyboard" ruled className="max-w-[640px]">
        <div className="px-3.5 py-3">
          <SingleKeysSwitch />
        </div>
      </Panel>
      <p>
        <Link to="/settings/api-keys" className="rounded-1 text-link">
          API keys for scripts, CI and agents
        </Link>
      </p>
    </>
  );
}
