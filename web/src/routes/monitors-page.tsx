import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { alertingMonitorsSummaryOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { MonitorsSummary } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { MonitorList } from "@/features/alerts/components/monitor-list";
import { plural } from "@/lib/format-number";
import { usePageTitle } from "@/lib/page-subject";
import { useProject } from "./project-context";

/** The alert rules seen live: which fire now, which are only open, which are quiet. */
export function MonitorsPage() {
  const { slug, mayEdit } = useProject();
  const monitors = useQuery(alertingMonitorsSummaryOptions({ path: { slug } }));
  usePageTitle("Monitors");
  return (
    <>
      <PageHead
        title="Monitors"
        intro="Every alert rule as it stands now. How it is written stands under Alerting."
      />
      <Loaded of={monitors}>
        {(found) =>
          found.total === 0 ? (
            <Panel>
              <EmptyState
                title="There is no rule to watch"
                action={
                  mayEdit && (
                    <Button variant="primary" asChild>
                      <Link to="/p/$slug/alerting" params={{ slug } as never}>
                        Set up alerting
                      </Link>
                    </Button>
                  )
                }
              >
                A rule says which signals are worth a message. Each one is a monitor here.
              </EmptyState>
            </Panel>
          ) : (
            <>
              <p className="type-say">{sentence(found)}</p>
              <MonitorList slug={slug} rows={found.monitors} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function sentence({ firing_count, warning_count, total }: MonitorsSummary): string {
  if (firing_count === 0 && warning_count === 0)
    return total === 1 ? "The one rule is quiet." : `All ${total} rules are quiet.`;
  const parts = [
    firing_count > 0 &&
      `${firing_count} of ${plural(total, "rule")} ${firing_count === 1 ? "fires" : "fire"}`,
    warning_count > 0 && `${warning_count} still open from before`,
  ].filter(Boolean);
  return `${parts.join(", ")}.`;
}
