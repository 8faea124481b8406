import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import {
  alertingListDeliveriesOptions,
  alertingListDestinationsOptions,
  alertingMonitorsSummaryOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { formatNumber } from "@/lib/format-number";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { useRemoved } from "@/lib/undoable";
import { DeliveriesTab } from "./alerting-deliveries";
import { DestinationsTab } from "./alerting-destinations";
import { RulesTab } from "./alerting-rules";
import { useProject } from "./project-context";

const AddDialogs = lazy(async () => ({
  default: (await import("./alerting-add")).AddDialogs,
}));

const PAGE = 50;

type Section = "destinations" | "rules" | "deliveries";

export function AlertingPage() {
  const { slug, mayEdit, isDemo } = useProject();
  const navigate = useNavigate();
  const asked = useSearch({ strict: false }) as {
    section?: string;
    delivery?: string;
    from?: number;
  };
  const offset = typeof asked.from === "number" && asked.from > 0 ? asked.from : 0;
  const section = sectionOf(asked.section);
  const destinations = useQuery(alertingListDestinationsOptions({ path: { slug } }));
  const monitors = useQuery(alertingMonitorsSummaryOptions({ path: { slug } }));
  const deliveries = useQuery({
    ...alertingListDeliveriesOptions({ path: { slug }, query: { limit: PAGE, offset } }),
    placeholderData: keepPreviousData,
  });
  const [adding, setAdding] = useState<"destination" | "rule" | null>(null);
  const removed = useRemoved();
  const found = (destinations.data ?? []).map((destination) => ({
    ...destination,
    rules: destination.rules.filter((rule) => !removed.has(rule.id)),
  }));
  const rules = found.reduce((sum, destination) => sum + destination.rules.length, 0);
  const open = (next: Section) =>
    void navigate({
      to: ".",
      search: { section: next === "destinations" ? undefined : next } as never,
      replace: true,
    });
  // A demo has one sink, where all its messages stay.
  const sink = isDemo && found.length > 0;
  const wanted = sink || (section === "rules" && found.length > 0) ? "rule" : "destination";
  const label = wanted === "rule" ? "New rule" : isDemo ? "Add a demo sink" : "Add a destination";
  const button = (
    <Button variant="primary" data-guide={`new-${wanted}`} onClick={() => setAdding(wanted)}>
      <Icon as={Plus} size={14} />
      {label} <Kbd onAccent>C</Kbd>
    </Button>
  );
  const may = mayEdit && destinations.data !== undefined;
  usePageActions(
    may && { keys: "c", label, run: () => setAdding(wanted) },
    may &&
      wanted === "destination" &&
      found.length > 0 && { label: "New rule", run: () => setAdding("rule") },
  );
  usePageTitle("Alerting");
  return (
    <>
      <PageHead
        title="Alerting"
        intro="Who is told when a number leaves its band."
        actions={mayEdit && found.length > 0 && button}
      />
      <Tabs
        label="Alerting"
        value={section}
        onChange={open}
        tabs={[
          { value: "destinations", label: "Destinations", count: destinations.data?.length },
          { value: "rules", label: "Rules", count: destinations.data && rules },
          {
            value: "deliveries",
            label: "Deliveries",
            count: deliveries.data && formatNumber(deliveries.data.total),
          },
        ]}
      >
        <TabPanel value="destinations">
          <Loaded of={destinations}>
            {() =>
              found.length === 0 ? (
                <Panel>
                  <EmptyState title="Nobody is told yet" action={mayEdit && button}>
                    Alerts go to a Slack channel, by email, or to a webhook of yours. Rules say
                    which signals are worth a message.
                  </EmptyState>
                </Panel>
              ) : (
                <DestinationsTab destinations={found} />
              )
            }
          </Loaded>
        </TabPanel>
        <TabPanel value="rules">
          <Loaded of={destinations}>
            {() =>
              rules === 0 ? (
                <Panel>
                  <EmptyState title="There is no rule" action={mayEdit && button}>
                    {found.length === 0
                      ? "Add where messages go first, then say when."
                      : "A rule says which signals are worth a message, and how often."}
                  </EmptyState>
                </Panel>
              ) : (
                <RulesTab destinations={found} monitors={monitors.data?.monitors ?? []} />
              )
            }
          </Loaded>
        </TabPanel>
        <TabPanel value="deliveries">
          <DeliveriesTab
            deliveries={deliveries}
            linked={asked.delivery ?? null}
            page={{ offset, limit: PAGE }}
            onMove={(from) =>
              void navigate({
                to: ".",
                search: { section: "deliveries", from: from || undefined } as never,
              })
            }
          />
        </TabPanel>
      </Tabs>
      {adding && (
        <Suspense>
          <AddDialogs
            adding={adding}
            onAdd={setAdding}
            onRuleSaved={() => open("rules")}
            destinations={found}
          />
        </Suspense>
      )}
    </>
  );
}

/** Messages link to "audit", the name the log has on the wire. */
function sectionOf(asked: string | undefined): Section {
  if (asked === "audit") return "deliveries";
  return asked === "rules" || asked === "deliveries" ? asked : "destinations";
}
