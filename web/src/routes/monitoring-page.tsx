import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import {
  eventsReadOptions,
  eventTypesReadOptions,
  monitoringEventOptions,
  monitoringEventTypeOptions,
  monitoringTotalOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState } from "@/components/ui/empty-state";
import type { LifeStage } from "@/components/ui/life-ring";
import { Loaded } from "@/components/ui/loaded";
import { Panel } from "@/components/ui/panel";
import { triadOf } from "@/features/catalog/mapping";
import { SubjectHeader } from "@/features/monitoring/components/subject-header";
import { toSeconds } from "@/lib/format-date";
import { usePageTitle } from "@/lib/page-subject";
import { useAddressPart, useSlug } from "./project-context";
import { SeriesView } from "./series-view";

/** One page for whatever is watched: an event, an event type, or everything a scan counts. */
export function MonitoringPage() {
  const scope = useAddressPart("scope");
  if (scope === "event") return <EventSubject />;
  if (scope === "event_type") return <TypeSubject />;
  if (scope === "project_total") return <TotalSubject />;
  return (
    <Panel>
      <EmptyState title="Nothing is watched under this address">
        Events, event types and totals have pages of their own.
      </EmptyState>
    </Panel>
  );
}

function EventSubject() {
  const slug = useSlug();
  const id = useAddressPart("ref");
  const event = useQuery(eventsReadOptions({ path: { slug, event_id: id } }));
  const name = event.data && (event.data.title || event.data.name);
  usePageTitle(name, true);
  return (
    <Loaded of={event}>
      {(found) => (
        <SeriesView
          key={id}
          subject={name ?? ""}
          ask={(query) => monitoringEventOptions({ path: { slug, event_id: id }, query })}
          eventId={id}
          typeId={found.event_type.id}
          header={(metrics) => (
            <SubjectHeader
              name={name ?? ""}
              identity={found.source_name}
              triad={triadOf(found, found.status as LifeStage, {
                end: toSeconds(metrics?.as_of) ?? Date.now() / 1000,
                signal: metrics?.latest_signal ?? undefined,
              })}
              stage={found.status as LifeStage}
              verified={found.reviewed}
              lastSeen={toSeconds(found.last_seen_at)}
              facts={[["Type", found.event_type.display_name]]}
              description={found.description || undefined}
            />
          )}
        />
      )}
    </Loaded>
  );
}

function TypeSubject() {
  const slug = useSlug();
  const id = useAddressPart("ref");
  const type = useQuery(eventTypesReadOptions({ path: { slug, type_id: id } }));
  usePageTitle(type.data?.display_name, true);
  return (
    <Loaded of={type}>
      {(found) => (
        <SeriesView
          key={id}
          subject={found.display_name}
          ask={(query) => monitoringEventTypeOptions({ path: { slug, event_type_id: id }, query })}
          header={() => (
            <SubjectHeader
              name={found.display_name}
              identity={found.name}
              facts={[["Scope", "event type"]]}
              description={found.description || undefined}
            />
          )}
        />
      )}
    </Loaded>
  );
}

function TotalSubject() {
  const slug = useSlug();
  const { scan } = useSearch({ strict: false }) as { scan?: string };
  usePageTitle("All events", true);
  return (
    <SeriesView
      key={scan}
      subject="All events"
      ask={(query) =>
        monitoringTotalOptions({ path: { slug }, query: { ...query, scan_config_id: scan } })
      }
      header={(metrics) => (
        <SubjectHeader
          name="All events"
          identity={null}
          facts={metrics?.scan_config_name ? [["Scan", metrics.scan_config_name]] : []}
        />
      )}
    />
  );
}
