import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { LIFE_WORDS, type LifeStage } from "@/components/ui/life-ring";
import { PageHead } from "@/components/ui/panel";
import type { TriadState } from "@/components/ui/triad";
import { type EventFilters, EventsFilters } from "@/features/catalog/components/events-filters";
import { EventsTable } from "@/features/catalog/components/events-table";
import type { EventRow } from "@/features/catalog/view-model";
import { makeSeries, randomFrom } from "@/testing/series-generator";

const NAMES = [
  "Trial Started",
  "Paywall View",
  "Paywall Purchase Tap",
  "Subscription Renewed",
  "Subscription Cancelled",
  "Refund Requested",
  "Page Turned",
  "Chapter Opened",
  "Highlight Added",
  "Text To Speech Started",
];
const TYPES = [
  "purchase",
  "purchase",
  "purchase",
  "purchase",
  "purchase",
  "purchase",
  "reading",
  "reading",
  "reading",
  "reading",
];
const END = Math.floor(Date.now() / 3_600_000) * 3600;

const TRIADS: TriadState[] = [
  { plan: "planned", data: "arriving", watch: "signal" },
  { plan: "planned", data: "arriving", watch: "calm" },
  { plan: "planned", data: "arriving", watch: "signal" },
  { plan: "planned", data: "late", watch: "calm" },
  { plan: "planned", data: "silent", watch: "silent" },
  { plan: "planned", data: "arriving", watch: "absent" },
  { plan: "planned", data: "arriving", watch: "calm" },
  { plan: "planned", data: "arriving", watch: "drift" },
  { plan: "planned", data: "arriving", watch: "absent" },
  { plan: "building", data: "absent", watch: "absent" },
];
const STAGES: LifeStage[] = [
  "live",
  "live",
  "live",
  "live",
  "implemented",
  "live",
  "deprecated",
  "live",
  "draft",
  "ready_for_dev",
];

function makeRows(count: number): EventRow[] {
  const random = randomFrom(3);
  return Array.from({ length: count }, (_, index): EventRow => {
    const kind = index % NAMES.length;
    const triad = TRIADS[kind] as TriadState;
    const drop = triad.watch === "signal";
    const quiet = triad.data === "absent";
    const points = makeSeries({
      end: END,
      buckets: 48,
      seed: index,
      drop: drop ? { at: 2, share: 0.38 } : undefined,
    });
    return {
      id: String(index),
      name: `${NAMES[kind]}${index >= NAMES.length ? ` ${index}` : ""}`,
      identity: (NAMES[kind] ?? "").toLowerCase().replaceAll(" ", "_"),
      typeName: TYPES[kind] ?? "",
      stage: STAGES[kind] ?? "live",
      verified: kind === 0,
      triad,
      tags: kind % 3 === 0 ? ["trial", "funnel"] : ["core"],
      owner: null,
      volume: quiet ? null : triad.data === "silent" ? 0 : Math.floor(random() * 40_000_000),
      spark: quiet
        ? null
        : {
            values:
              triad.data === "silent" ? points.map(() => 0) : points.map((point) => point.actual),
            lower: points.map((point) => point.lower),
            upper: points.map((point) => point.upper),
            anomaly: drop ? { index: 46, direction: "drop" } : null,
          },
      signal: drop ? { actual: 1240, expected: 3262, direction: "drop" } : null,
      driftCount: triad.watch === "drift" ? 2 : 0,
      lateBy: triad.data === "late" ? "2 h" : null,
      lastSeen: quiet ? null : END - index * 40,
    };
  });
}

const ROWS = makeRows(620);

export function GalleryEvents() {
  const [filters, setFilters] = useState<EventFilters>({
    q: "",
    type: null,
    status: ["live"],
    tag: null,
    silent: null,
  });
  const rows = ROWS.filter((row) => row.name.toLowerCase().includes(filters.q.toLowerCase()));
  return (
    <>
      <PageHead
        title="Events"
        actions={
          <Button variant="primary" data-primary-create="">
            <Icon as={Plus} size={14} />
            New event <Kbd onAccent>C</Kbd>
          </Button>
        }
      />
      <EventsFilters
        filters={filters}
        onChange={(change) => setFilters({ ...filters, ...change })}
        tags={["trial", "funnel", "core"]}
        tabs={[
          { value: "all", label: "All", count: 620 },
          { value: "purchase", label: "Purchase", count: 372 },
          { value: "reading", label: "Reading", count: 248 },
        ]}
        trailing={
          <span className="text-small text-ink-3">{Object.keys(LIFE_WORDS).length} stages</span>
        }
      >
        <EventsTable
          slug="marble"
          rows={rows}
          sort={{ key: "volume", down: true }}
          onSort={() => undefined}
        />
      </EventsFilters>
    </>
  );
}
