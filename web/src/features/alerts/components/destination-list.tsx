import { Ellipsis } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Switch } from "@/components/ui/choice";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Moment } from "@/components/ui/moment";
import { plural } from "@/lib/format-number";
import { CHANNEL_WORDS, type DestinationRow, type ProbeAnswer } from "../view-model";

type Props = {
  rows: DestinationRow[];
  mayEdit: boolean;
  /** The last test of a row stays on the row. */
  tests: Record<string, ProbeAnswer>;
  testing: string | null;
  onTest: (row: DestinationRow) => void;
  onToggle: (row: DestinationRow, enabled: boolean) => void;
  onEdit: (row: DestinationRow) => void;
  onDelete: (row: DestinationRow) => void;
};

export function DestinationList({
  rows,
  mayEdit,
  tests,
  testing,
  onTest,
  onToggle,
  onEdit,
  onDelete,
}: Props) {
  return (
    <ul aria-label="Destinations" className="rounded-3 border border-line bg-surface">
      {rows.map((row) => (
        <li key={row.id} className="grid gap-2 border-b border-line px-3.5 py-2.5 last:border-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <Badge>{CHANNEL_WORDS[row.kind]}</Badge>
            <div className="min-w-0 flex-1 narrow:order-first narrow:basis-full">
              <p className="truncate font-medium">{row.name}</p>
              <p className="truncate text-small text-ink-3">
                {[whereWords(row), plural(row.ruleCount, "rule")].join(" · ")} ·{" "}
                <LastSent row={row} />
              </p>
            </div>
            {row.lastDelivery && !row.lastDelivery.ok && (
              <Badge tone="signal">✕ last delivery failed</Badge>
            )}
            {mayEdit && (
              <>
                <Button
                  size="sm"
                  busy={testing === row.id && "Sending"}
                  onClick={() => onTest(row)}
                >
                  Send a test
                </Button>
                <Switch
                  bare
                  label={`${row.name} switched on`}
                  checked={row.enabled}
                  onChange={(enabled) => onToggle(row, enabled)}
                />
                <Menu
                  align="end"
                  trigger={
                    <Button variant="ghost" size="sm" square aria-label={`More for ${row.name}`}>
                      <Icon as={Ellipsis} />
                    </Button>
                  }
                >
                  <MenuItem onSelect={() => onEdit(row)}>Edit</MenuItem>
                  <MenuItem danger onSelect={() => onDelete(row)}>
                    Delete{row.ruleCount > 0 ? ` with ${plural(row.ruleCount, "rule")}` : ""}
                  </MenuItem>
                </Menu>
              </>
            )}
          </div>
          {tests[row.id] && (
            <div role="status">
              <Callout tone={tests[row.id]?.ok ? "ok" : "signal"}>{tests[row.id]?.message}</Callout>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function whereWords(row: DestinationRow): string {
  if (row.kind === "demo_sink") return "keeps messages here, sends nothing";
  return row.where ?? (row.secretSet ? "address set, not shown" : "no address");
}

function LastSent({ row }: { row: DestinationRow }) {
  if (!row.lastDelivery) return "nothing sent yet";
  return (
    <>
      last sent <Moment at={row.lastDelivery.at} ago />
    </>
  );
}
