import { TriangleAlert } from "lucide-react";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/choice";
import { TextField } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import type { SelectOption } from "@/components/ui/option-panel";
import { ReadBack } from "@/components/ui/read-back";
import { Select } from "@/components/ui/select";
import type { RuleDraft } from "../view-model";
import { RULE_FIELDS, ruleSentence, whyNever } from "./rule-sentence";

type Props = {
  draft: RuleDraft;
  onChange: (change: Partial<RuleDraft>) => void;
  destinations: SelectOption[];
  scans: SelectOption[];
  errors: Record<string, string>;
  /** A rule never moves to another destination. */
  fixedDestination: boolean;
};

export function RuleForm({
  draft,
  onChange,
  destinations,
  scans,
  errors,
  fixedDestination,
}: Props) {
  const nameOf = (options: SelectOption[], value: string | null) =>
    options.find((option) => option.value === value)?.label ?? null;
  const never = whyNever(draft);
  return (
    <div className="grid gap-4">
      <div className="rounded-2 bg-sunken px-3.5 py-3" aria-live="polite">
        <ReadBack
          parts={ruleSentence(draft, {
            destination: nameOf(destinations, draft.destinationId),
            scan: nameOf(scans, draft.scanConfigId),
          })}
        />
      </div>
      {never && (
        <Callout tone="late" icon={TriangleAlert}>
          {never}
        </Callout>
      )}
      <TextField
        label="Name"
        value={draft.name}
        error={errors.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <fieldset className="grid gap-3 sm:grid-cols-2">
        <legend className="type-h3 mb-2">When</legend>
        <div id={RULE_FIELDS.direction} className="grid content-start gap-1.5">
          <Checkbox
            label="A number falls below its band"
            checked={draft.onDrop}
            onChange={(onDrop) => onChange({ onDrop })}
          />
          <Checkbox
            label="A number rises above its band"
            checked={draft.onSpike}
            onChange={(onSpike) => onChange({ onSpike })}
          />
        </div>
        <div id={RULE_FIELDS.scopes} className="grid content-start gap-1.5">
          <Checkbox
            label="The project’s total"
            checked={draft.projectTotal}
            onChange={(projectTotal) => onChange({ projectTotal })}
          />
          <Checkbox
            label="Event types"
            checked={draft.eventTypes}
            onChange={(eventTypes) => onChange({ eventTypes })}
          />
          <Checkbox
            label="Events"
            checked={draft.events}
            onChange={(events) => onChange({ events })}
          />
        </div>
        <Select
          id={RULE_FIELDS.scan}
          label="Scan"
          options={scans}
          value={draft.scanConfigId}
          clearLabel="Any scan"
          onClear={() => onChange({ scanConfigId: null })}
          onChange={(scanConfigId) => onChange({ scanConfigId })}
        />
      </fieldset>
      <fieldset className="grid gap-3 sm:grid-cols-2">
        <legend className="type-h3 mb-2">How much</legend>
        <div id={RULE_FIELDS.percent}>
          <NumberField
            label="Away from the expectation"
            unit="%"
            min={0}
            value={draft.minPercent}
            error={errors.min_percent_delta}
            onChange={(value) => onChange({ minPercent: value ?? 0 })}
          />
        </div>
        <div id={RULE_FIELDS.absolute}>
          <NumberField
            label="At least this many"
            min={0}
            value={draft.minAbsolute}
            error={errors.min_absolute_delta}
            onChange={(value) => onChange({ minAbsolute: value ?? 0 })}
          />
        </div>
        <div id={RULE_FIELDS.expected}>
          <NumberField
            label="Only where this many were expected"
            min={0}
            value={draft.minExpected}
            error={errors.min_expected_count}
            onChange={(value) => onChange({ minExpected: value ?? 0 })}
          />
        </div>
        <div id={RULE_FIELDS.cooldown}>
          <NumberField
            label="Quiet after a message"
            unit="minutes"
            min={1}
            value={draft.cooldownMinutes}
            error={errors.cooldown_minutes}
            onChange={(value) => onChange({ cooldownMinutes: value ?? 1 })}
          />
        </div>
      </fieldset>
      <fieldset className="grid gap-3 sm:grid-cols-2">
        <legend className="type-h3 mb-2">Where</legend>
        <Select
          id={RULE_FIELDS.destination}
          label="Destination"
          disabled={fixedDestination}
          options={destinations}
          value={draft.destinationId}
          onChange={(destinationId) => onChange({ destinationId })}
        />
      </fieldset>
    </div>
  );
}
