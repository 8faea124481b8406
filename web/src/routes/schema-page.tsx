import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { eventTypesListedOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { EventTypeOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { EmptyState, NothingMatches } from "@/components/ui/empty-state";
import { TextField } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { type FieldRow, FieldTable } from "@/features/plan/components/field-table";
import { useBranch } from "@/lib/branch";
import { plural } from "@/lib/format-number";
import { usePageTitle } from "@/lib/page-subject";
import { useSlug } from "./project-context";

/** Every declared field of the plan in one list. */
export function SchemaPage() {
  const slug = useSlug();
  const branch = useBranch();
  const types = useQuery(eventTypesListedOptions({ path: { slug }, query: { branch } }));
  usePageTitle("Schema & fields");
  return (
    <>
      <PageHead
        title="Schema & fields"
        intro="Which fields the events of each type carry, over the whole plan."
      />
      <Loaded of={types}>{(found) => <Fields slug={slug} types={found} />}</Loaded>
    </>
  );
}

function Fields({ slug, types }: { slug: string; types: EventTypeOut[] }) {
  const [search, setSearch] = useState("");
  const all = types.flatMap((type) => type.field_definitions.map((field) => ({ field, type })));
  const shown = all.filter((row) => matches(row, search.trim().toLowerCase()));
  if (all.length === 0)
    return (
      <Panel>
        <EmptyState
          title="No field is declared yet"
          action={
            <Button asChild>
              <Link to="/p/$slug/event-types" params={{ slug } as never}>
                Event types
              </Link>
            </Button>
          }
        >
          Fields belong to event types: a scan declares the columns it finds, or you add them there.
        </EmptyState>
      </Panel>
    );
  return (
    <Panel
      title={plural(shown.length, "field")}
      note={`in ${plural(new Set(shown.map(({ type }) => type.id)).size, "event type")}`}
      ruled
    >
      <div className="max-w-[420px] px-3.5 py-2.5">
        <TextField
          data-list-search=""
          type="search"
          label="Search fields"
          placeholder="Name, label, description or event type"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      {shown.length === 0 ? (
        <NothingMatches what="fields" onClear={() => setSearch("")} />
      ) : (
        <FieldTable slug={slug} rows={shown} withType />
      )}
    </Panel>
  );
}

function matches({ field, type }: FieldRow, wanted: string): boolean {
  const texts = [field.name, field.display_name, field.description, type.display_name, type.name];
  return wanted === "" || texts.some((text) => text.toLowerCase().includes(wanted));
}
