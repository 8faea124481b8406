import { Braces } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Fold } from "@/components/ui/fold";
import { Kbd } from "@/components/ui/kbd";
import { Moment } from "@/components/ui/moment";
import { Panel } from "@/components/ui/panel";
import { ProgressLine } from "@/components/ui/progress";
import { FigureRow } from "@/components/ui/stat";
import { cx } from "@/lib/cx";
import { formatNumber, plural } from "@/lib/format-number";
import { modKey } from "@/lib/keyboard";
import type { DryRun } from "../view-model";
import { DryRunEvents } from "./dry-run-events";

type Props = {
  answer: DryRun | null;
  /** The form changed since it was asked. */
  stale: boolean;
  asking: boolean;
  error: unknown;
  /** Why it cannot be asked yet. */
  blocked: string | null;
  /** Absent where every change asks by itself. */
  onAsk?: () => void;
  subject?: string;
};

/** What the scan would do, asked before anything is written. */
export function DryRunAnswer({
  answer,
  stale,
  asking,
  error,
  blocked,
  onAsk,
  subject = "This scan",
}: Props) {
  const ask = onAsk && (
    <Button
      size="sm"
      variant={answer && !stale ? "ghost" : "default"}
      busy={asking && "Asking"}
      disabled={blocked !== null}
      onClick={onAsk}
    >
      {answer ? "Run again" : "Ask"} {stale && <Kbd>{modKey("↵")}</Kbd>}
    </Button>
  );
  return (
    <div className="grid gap-3 xl:sticky xl:top-[58px]" aria-live="polite">
      <Panel title="Dry run" note="nothing is written" actions={ask} className="overflow-hidden">
        {asking && <ProgressLine label="Dry run" />}
        {error !== null && error !== undefined && !asking && (
          <ErrorPanel error={error} onRetry={onAsk} className="mx-3.5 mb-3.5" />
        )}
        {!answer && !error && (
          <p className="px-3.5 pb-3.5 text-ink-2">
            {blocked ??
              "Reads a sample of the look-back window and says which events this scan would add, before anything is saved."}
          </p>
        )}
        {answer && !error && (
          <div className={cx((stale || asking) && "opacity-50")}>
            <Summary answer={answer} stale={stale} subject={subject} />
            {answer.errors.map((text) => (
              <Callout key={text} tone="signal" className="mx-3.5 mb-2.5">
                {text}
              </Callout>
            ))}
            <Templated items={answer.templated} />
            <DryRunEvents events={answer.events} truncated={answer.truncated} />
            {answer.warnings.map((text) => (
              <Callout key={text} className="mx-3.5 my-2.5">
                {text}
              </Callout>
            ))}
          </div>
        )}
      </Panel>
      {answer && <Details answer={answer} />}
    </div>
  );
}

function Summary({ answer, stale, subject }: { answer: DryRun; stale: boolean; subject: string }) {
  const fresh = answer.events.filter((event) => event.isNew).length;
  const fields = answer.fields.filter((field) => field.isNew).length;
  const least = answer.complete && !answer.truncated ? "" : "at least ";
  return (
    <>
      <div className="px-3.5 pb-2.5">
        <p className="text-[16px] leading-[23px]">
          {subject} would{" "}
          <b className="font-strong">
            {fresh === 0 ? "add no event" : `add ${least}${plural(fresh, "event")}`}
          </b>
          {answer.events.length > fresh && (
            <> to the {formatNumber(answer.events.length - fresh)} it found planned</>
          )}
          {fields > 0 && (
            <>
              , and <b className="font-strong">{plural(fields, "field")}</b>
            </>
          )}
          .
        </p>
        <p className="mt-0.5 text-small text-ink-3">
          {stale ? "The form has changed since. " : ""}Asked <Moment at={answer.at} as="time" />
          {answer.windowFrom !== null && answer.windowTo !== null && (
            <>
              {" "}
              over <Moment at={answer.windowFrom} /> to <Moment at={answer.windowTo} />
            </>
          )}
          .{" "}
          {answer.complete
            ? "All rows of the window were read."
            : `A sample of ${plural(answer.sampledRows, "row")}; shares are of the sample.`}
        </p>
      </div>
      <div className="border-t border-line px-3.5 py-2.5">
        <FigureRow
          figures={[
            { label: "Events found", value: formatNumber(answer.events.length) },
            { label: "New", value: formatNumber(fresh) },
            {
              label: "Combinations",
              value: `${answer.truncated ? "≥ " : ""}${formatNumber(answer.combinations)}`,
            },
            { label: "Rows read", value: formatNumber(answer.sampledRows) },
          ]}
        />
      </div>
    </>
  );
}

function Details({ answer }: { answer: DryRun }) {
  const fields = answer.fields.filter((field) => field.isNew);
  return (
    <Panel>
      <Fold
        inPanel
        title="Fields"
        summary={
          fields.length === 0
            ? "none new"
            : `${fields.length} new: ${fields.map((field) => field.name).join(", ")}`
        }
      >
        <ul className="grid gap-1">
          {answer.fields.map((field) => (
            <li key={`${field.eventType}.${field.name}`} className="flex items-center gap-2">
              <Badge tone={field.isNew ? "ok" : "neutral"}>{field.isNew ? "new" : "kept"}</Badge>
              <span className="type-mono">{field.name}</span>
              <span className="text-small text-ink-3">
                {field.type}, {field.eventType}
              </span>
            </li>
          ))}
        </ul>
      </Fold>
      {answer.unmapped.length > 0 && (
        <Fold inPanel title="Columns not used" summary={String(answer.unmapped.length)}>
          <p className="type-mono">{answer.unmapped.join(", ")}</p>
        </Fold>
      )}
    </Panel>
  );
}

const FEW = 2;

/** Columns with too many values to split events; many of them are said in one breath. */
function Templated({ items }: { items: DryRun["templated"] }) {
  if (items.length > FEW)
    return (
      <Callout icon={Braces} className="mx-3.5 mb-2.5">
        <b className="font-medium">{plural(items.length, "column")}</b> have more than{" "}
        {formatNumber(items[0]?.threshold ?? 0)} values:{" "}
        <span className="type-mono">{items.map((item) => item.column).join(", ")}</span>. Each
        becomes a variable, and does not split events.
      </Callout>
    );
  return items.map((item) => (
    <Callout key={item.column} icon={Braces} className="mx-3.5 mb-2.5">
      <b className="font-medium">
        {item.column} has {plural(item.values, "value")}
      </b>
      , over the limit of {formatNumber(item.threshold)}. It becomes one variable,{" "}
      <span className="type-mono">${`{${item.column}}`}</span>, and does not split events.
    </Callout>
  ));
}
