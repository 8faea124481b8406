import { extensions } from "@installed";
import { Tag } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { teasersBut } from "@/features/settings/editions";

/** What an enterprise extension would add; nothing of it is asked for anywhere else. */
export function EditionTeasers() {
  const teasers = teasersBut(extensions.flatMap(({ provides = [] }) => provides));
  if (teasers.length === 0) return null;
  return (
    <Panel title="Not in this edition" note="Everything a team needs is" ruled>
      <ul aria-label="Not in this edition">
        {teasers.map(({ id, name, what }) => (
          <li
            key={id}
            className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line px-3.5 py-1.5 last:border-0"
          >
            <span className="font-medium">{name}</span>
            <Tag>Enterprise</Tag>
            <span className="text-small text-ink-3">{what}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
