import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { SingleKeysSwitch } from "@/components/ui/single-keys-switch";
import { printed, shortcutsHere } from "@/lib/keyboard";

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

/** Keys of the part that has the focus: the browser or that part answers them, the page does not listen. */
const IN_PLACE: [string[], string][] = [
  [["↵"], "Open the row"],
  [["←", "→"], "Step through the buckets of a chart, with Shift a day"],
  [["F8"], "Reach a notice and its Undo"],
  [["Esc"], "Close the top layer"],
];

/** What works on the open page, as the page itself listens for it. */
export function ShortcutSheet({ open, onOpenChange }: Props) {
  const rows = shortcutsHere().map(
    ({ keys, label }) => [printed(keys), label] as [string[], string],
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard">
      <SingleKeysSwitch />
      <dl className="mt-3 grid">
        {[...rows, ...IN_PLACE].map(([keys, what]) => (
          <div
            key={`${keys.join(" ")} ${what}`}
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
