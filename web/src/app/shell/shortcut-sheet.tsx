import { NAVIGATION } from "@/app/navigation";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { modKey } from "@/lib/keyboard";

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

const GENERAL: [string[], string][] = [
  [[modKey("K")], "Search or jump"],
  [["/"], "Search the list"],
  [["c"], "Create, where the page has something to create"],
  [["j", "k"], "Next and previous row"],
  [["↵"], "Open the row"],
  [["←", "→"], "Step through the buckets of a chart, with Shift a day"],
  [["[", "]"], "Move the shown part of a chart"],
  [["Esc"], "Close the top layer"],
];

const JUMPS: [string[], string][] = NAVIGATION.flatMap((group) => group.entries).flatMap((entry) =>
  entry.key ? [[["g", entry.key], entry.label] as [string[], string]] : [],
);

export function ShortcutSheet({ open, onOpenChange }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard">
      <dl className="grid">
        {[...GENERAL, ...JUMPS].map(([keys, what]) => (
          <div
            key={what}
            className="flex min-h-8 items-center justify-between gap-4 border-b border-line last:border-0"
          >
            <dt>{what}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
