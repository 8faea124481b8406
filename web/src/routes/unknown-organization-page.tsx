import { useQuery } from "@tanstack/react-query";
import { organizationsListMineOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { Panel } from "@/components/ui/panel";
import { currentOrganization, placeOf } from "@/lib/organization";
import { usePageTitle } from "@/lib/page-subject";

/** An address below an organization that is not there, or not this person's: the server does not say which. */
export function UnknownOrganizationPage() {
  usePageTitle("Not here");
  const mine = useQuery(organizationsListMineOptions());
  return (
    <main className="mx-auto grid w-full max-w-[640px] gap-4 px-4 py-10">
      <EmptyState title={`There is no organization “${currentOrganization()}” for you`}>
        It is gone, or you are not in it. Ask whoever sent the address for an invitation, or go to
        one of yours.
      </EmptyState>
      <Loaded of={mine}>
        {(all) => (
          <Panel title="Your organizations" ruled>
            <ul aria-label="Your organizations">
              {all.map(({ slug, name }) => (
                <li key={slug} className="border-b border-line px-3.5 py-2 last:border-0">
                  <a href={placeOf(slug)} className="rounded-1 text-link">
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </Loaded>
    </main>
  );
}
