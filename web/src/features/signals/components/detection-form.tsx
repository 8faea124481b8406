import { Checkbox } from "@/components/ui/choice";
import { NumberField } from "@/components/ui/number-field";
import { Panel } from "@/components/ui/panel";
import type { DetectionDraft } from "../view-model";

type Props = {
  draft: DetectionDraft;
  onChange: (change: Partial<DetectionDraft>) => void;
  errors: Record<string, string>;
  readOnly: boolean;
};

/** When a number counts as out of its band. */
export function DetectionForm({ draft, onChange, errors, readOnly }: Props) {
  return (
    <fieldset disabled={readOnly} className="grid max-w-[720px] gap-4">
      <legend className="sr-only">Detection</legend>
      <Panel title="What is compared">
        <div className="grid gap-3 px-3.5 pb-3.5">
          <Checkbox
            label="Compare counts with their expectation"
            hint="Off: counts are collected, and nothing is a signal."
            disabled={readOnly}
            checked={draft.enabled}
            onChange={(enabled) => onChange({ enabled })}
          />
          <div className="grid gap-1.5 border-l-[1.5px] border-line-strong pl-3">
            <Checkbox
              label="The total of every scan"
              disabled={readOnly || !draft.enabled}
              checked={draft.total}
              onChange={(total) => onChange({ total })}
            />
            <Checkbox
              label="Event types"
              disabled={readOnly || !draft.enabled}
              checked={draft.types}
              onChange={(types) => onChange({ types })}
            />
            <Checkbox
              label="Events"
              disabled={readOnly || !draft.enabled}
              checked={draft.events}
              onChange={(events) => onChange({ events })}
            />
          </div>
        </div>
      </Panel>
      <Panel title="How far is too far">
        <div className="grid gap-3 px-3.5 pb-3.5 sm:grid-cols-2">
          <NumberField
            label="Threshold"
            unit="σ"
            hint="Higher is quieter. Standard deviations away from the expectation."
            min={0.1}
            max={1000}
            disabled={readOnly}
            value={draft.sigma}
            error={errors.sigma_threshold}
            onChange={(sigma) => onChange({ sigma })}
          />
          <NumberField
            label="Minimum expected"
            unit="a bucket"
            hint="Numbers smaller than this are too small to judge."
            min={0}
            disabled={readOnly}
            value={draft.minExpected}
            error={errors.min_expected_count}
            onChange={(minExpected) => onChange({ minExpected })}
          />
          <NumberField
            label="Settling time"
            unit="minutes"
            hint="How long rows may still arrive before a bucket is scored."
            min={0}
            max={1440}
            disabled={readOnly}
            value={draft.settlingMinutes}
            error={errors.anomaly_ingestion_settling_minutes}
            onChange={(settlingMinutes) => onChange({ settlingMinutes })}
          />
          <NumberField
            label="A signal stays open"
            unit="hours"
            hint="After its bucket, and never less than three buckets."
            min={1}
            max={720}
            disabled={readOnly}
            value={draft.windowHours}
            error={errors.recent_signal_window_hours}
            onChange={(windowHours) => onChange({ windowHours })}
          />
        </div>
      </Panel>
    </fieldset>
  );
}
