import { type Multiple, SmallMultiples } from "@/components/charts/small-multiples";
import { Panel } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";

type Props = {
  columns: string[];
  selected: string;
  onSelect: (column: string) => void;
  items: Multiple[];
  windowText: string;
};

/** The same series split by one column, a small chart a value. */
export function BreakdownPanel({ columns, selected, onSelect, items, windowText }: Props) {
  return (
    <Panel
      title={`Split by ${selected}`}
      note={`each on its own scale, ${windowText}`}
      ruled
      actions={
        columns.length > 1 && (
          <Segmented
            label="Column"
            value={selected}
            onChange={onSelect}
            options={columns.map((column) => ({ value: column, label: column }))}
          />
        )
      }
    >
      <SmallMultiples items={items} />
    </Panel>
  );
}
