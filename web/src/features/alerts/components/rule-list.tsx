import { Ellipsis } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Switch } from "@/components/ui/choice";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Moment } from "@/components/ui/moment";
import { plural } from "@/lib/format-number";
import type { RuleRow } from "../view-model";
import { ruleText } from "./rule-sentence";

type Props = {
  rows: RuleRow[];
  mayEdit: boolean;
  onEdit: (row: RuleRow) => void;
  onToggle: (row: RuleRow, enabled: boolean) => void;
  onDelete: (row: RuleRow) => void;
};

export function RuleList({ rows, mayEdit, onEdit, onToggle, onDelete }: Props) {
  return (
    <ul aria-label="Rules" className="rounded-3 border border-line bg-surface">
      {rows.map((row) => (
        <li
          key={row.id}
          className="flex flex-wrap items-start gap-x-3 gap-y-1.5 border-b border-line px-3.5 py-2.5 last:border-0"
        >
          <div className="min-w-[240px] flex-1">
            <p className="flex items-center gap-2 font-medium">
              {row.name}
              {row.firing && <Badge tone="signal">firing</Badge>}
              {!row.enabled && <Badge>off</Badge>}
            </p>
            <p className="max-w-[90ch] text-ink-2">
              {ruleText(row, { destination: row.destinationName, scan: row.scanName })}
            </p>
            <p className="text-small text-ink-3">
              {row.lastFired === null ? (
                "Has not fired yet"
              ) : (
                <>
                  Last fired <Moment at={row.lastFired} ago />
                </>
              )}
              , {plural(row.deliveries, "message")}
            </p>
          </div>
          {mayEdit && (
            <div className="flex items-center gap-2">
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
                <MenuSeparator />
                <MenuItem danger onSelect={() => onDelete(row)}>
                  Delete rule
                </MenuItem>
              </Menu>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
