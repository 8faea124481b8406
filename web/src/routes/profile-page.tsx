import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { authMeOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Loaded } from "@/components/ui/loaded";
import { Moment } from "@/components/ui/moment";
import { Facts, PageHead, Panel } from "@/components/ui/panel";
import { SingleKeysSwitch } from "@/components/ui/single-keys-switch";
import { ThemeSwitch } from "@/components/ui/theme-switch";
import { usePageTitle } from "@/lib/page-subject";
import { OwnData } from "./profile-data";
import { OwnPassword, OwnSessions } from "./profile-security";

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
                  ["Joined", <Moment key="joined" at={user.created_at} as="day" />],
                ]}
              />
            </div>
          </Panel>
        )}
      </Loaded>
      <div id="security" className="grid scroll-mt-16 gap-4">
        <OwnPassword />
        <OwnSessions />
      </div>
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
      <OwnData />
      <p>
        <Link to="/settings/api-keys" className="rounded-1 text-link">
          API keys for scripts, CI and agents
        </Link>
      </p>
    </>
  );
}
