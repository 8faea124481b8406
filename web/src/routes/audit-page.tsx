import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import {
  auditEntriesOptions,
  auditEntryOptions,
  usersRosterOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, NothingMatches } from "@/components/ui/empty-state";
import { TextField } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { AuditList } from "@/features/audit/components/audit-list";
import { usePageTitle } from "@/lib/page-subject";
import { useSettled } from "@/lib/use-settled";
import { useSlug } from "./project-context";

const PAGE = 50;
type Asked = { action?: string; by?: string; since?: string; from?: number };

/** Of the project in the address; outside of any, of the whole instance. */
export function AuditPage() {
  const slug: string | undefined = useSlug();
  const navigate = useNavigate();
  const asked = useSearch({ strict: false }) as Asked;
  const action = typeof asked.action === "string" ? asked.action : "";
  const by = typeof asked.by === "string" ? asked.by : "";
  const since =
    typeof asked.since === "string" && /^\d{4}-\d\d-\d\d$/.test(asked.since) ? asked.since : "";
  const offset = typeof asked.from === "number" && asked.from > 0 ? asked.from : 0;
  const change = (part: Asked) =>
    void navigate({
      to: ".",
      search: clean({ action, by, since, from: undefined, ...part }) as never,
      replace: true,
    });
  const settled = useSettled(action.trim());
  const people = useQuery(usersRosterOptions());
  const log = useQuery({
    ...auditEntriesOptions({
      query: {
        project_slug: slug,
        action: settled || undefined,
        user_email: by || undefined,
        since: since ? `${since}T00:00:00Z` : undefined,
        limit: PAGE,
        offset,
      },
    }),
    placeholderData: keepPreviousData,
  });
  const filtered = action !== "" || by !== "" || since !== "";
  usePageTitle("Audit log");
  return (
    <>
      <PageHead
        title="Audit log"
        intro={`Who changed what in this ${slug ? "project" : "instance"}, and when.`}
      />
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          className="w-[220px] narrow:w-full"
          data-list-search=""
          type="search"
          label="Action"
          placeholder="project.update"
          value={action}
          onChange={(event) => change({ action: event.target.value })}
        />
        <Select
          className="w-[240px] narrow:w-full"
          label="Person"
          placeholder="Everybody"
          value={by || null}
          clearLabel="Everybody"
          onClear={() => change({ by: "" })}
          options={(people.data ?? []).map(({ email }) => ({ value: email, label: email }))}
          onChange={(email) => change({ by: email })}
        />
        <TextField
          type="date"
          label="Since (UTC)"
          value={since}
          onChange={(event) => change({ since: event.target.value })}
        />
      </div>
      <Loaded of={log}>
        {(page) =>
          page.items.length === 0 ? (
            <Panel>
              {filtered ? (
                <NothingMatches
                  what="entries"
                  onClear={() => change({ action: "", by: "", since: "" })}
                />
              ) : (
                <EmptyState title="Nothing was changed yet">
                  Every change that a person or a key makes is written down here.
                </EmptyState>
              )}
            </Panel>
          ) : (
            <>
              <AuditList entries={page.items} useEntry={useEntry} />
              <Pagination
                offset={offset}
                limit={PAGE}
                total={page.total}
                onMove={(from) => change({ from: from || undefined })}
              />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function useEntry(id: string) {
  return useQuery(auditEntryOptions({ path: { entry_id: id } }));
}

const clean = (asked: Asked) =>
  Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== "" && value !== undefined),
  );
