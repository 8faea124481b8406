import type { ReactNode } from "react";
import { FilterBar, FilterChip, SearchField } from "@/components/ui/filter-bar";
import { LIFE_WORDS, type LifeStage } from "@/components/ui/life-ring";
import { Menu, MenuItem } from "@/components/ui/menu";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import type { TypeTab } from "../view-model";

export type EventFilters = {
  q: string;
  type: string | null;
  status: LifeStage[];
  tag: string | null;
  silent: number | null;
};

type Props = {
  filters: EventFilters;
  onChange: (change: Partial<EventFilters>) => void;
  tabs: TypeTab[];
  tags: string[];
  trailing?: ReactNode;
  /** The list itself. */
  children: ReactNode;
};

const SILENT_DAYS = [1, 7, 30];
const ALL = "all";

export function EventsFilters({ filters, onChange, tabs, tags, trailing, children }: Props) {
  const toggle = (stage: LifeStage) =>
    onChange({
      status: filters.status.includes(stage)
        ? filters.status.filter((item) => item !== stage)
        : [...filters.status, stage],
    });
  return (
    <Tabs
      label="Event types"
      value={filters.type ?? ALL}
      onChange={(type) => onChange({ type: type === ALL ? null : type })}
      tabs={tabs}
    >
      <TabPanel value={filters.type ?? ALL}>
        <FilterBar
          trailing={trailing}
          active={setCount(filters)}
          search={
            <SearchField
              label="Filter events"
              value={filters.q}
              onChange={(q) => onChange({ q })}
            />
          }
        >
          <Menu
            trigger={
              <FilterChip
                field="Status"
                value={
                  filters.status.map((stage) => LIFE_WORDS[stage].toLowerCase()).join(", ") || null
                }
                onClear={() => onChange({ status: [] })}
              />
            }
          >
            {(Object.keys(LIFE_WORDS) as LifeStage[]).map((stage) => (
              <MenuItem
                key={stage}
                checked={filters.status.includes(stage)}
                onSelect={() => toggle(stage)}
              >
                {LIFE_WORDS[stage]}
              </MenuItem>
            ))}
          </Menu>
          {tags.length > 0 && (
            <Menu
              trigger={
                <FilterChip
                  field="Tag"
                  value={filters.tag}
                  onClear={() => onChange({ tag: null })}
                />
              }
            >
              {tags.map((tag) => (
                <MenuItem
                  key={tag}
                  checked={tag === filters.tag}
                  onSelect={() => onChange({ tag })}
                >
                  {tag}
                </MenuItem>
              ))}
            </Menu>
          )}
          <Menu
            trigger={
              <FilterChip
                field="Silent for"
                value={filters.silent === null ? null : `${filters.silent} d`}
                onClear={() => onChange({ silent: null })}
              />
            }
          >
            {SILENT_DAYS.map((days) => (
              <MenuItem
                key={days}
                checked={days === filters.silent}
                onSelect={() => onChange({ silent: days })}
              >
                {days === 1 ? "1 day" : `${days} days`}
              </MenuItem>
            ))}
          </Menu>
        </FilterBar>
        {children}
      </TabPanel>
    </Tabs>
  );
}

function setCount({ status, tag, silent }: EventFilters): number {
  return [status.length > 0, tag !== null, silent !== null].filter(Boolean).length;
}
