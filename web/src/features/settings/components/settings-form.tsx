import type { InstanceSettings } from "@/api/generated/types.gen";
import { Callout } from "@/components/ui/callout";
import { Panel } from "@/components/ui/panel";
import { type Draft, fieldsOf, isIdle, type Value } from "../draft";
import { labelOf, type SectionName } from "../words";
import { SettingField } from "./setting-field";

type Props = {
  settings: InstanceSettings;
  section: SectionName;
  draft: Draft;
  onChange: (name: string, value: Value) => void;
  errors: Record<string, string>;
};

/** The settings of a section as the server lists them, and what there is to say about them. */
export function SettingsForm({ settings, section, draft, onChange, errors }: Props) {
  const fields = fieldsOf(settings, section);
  return (
    <>
      <Remarks settings={settings} section={section} />
      <Panel className="max-w-[760px]">
        <div className="grid gap-4 px-3.5 py-3.5">
          {fields.map((field) => (
            <SettingField
              key={field.name}
              field={field}
              value={draft[field.name] ?? null}
              onChange={(value) => onChange(field.name, value)}
              error={errors[field.name]}
              idle={isIdle(field, fields, draft)}
            />
          ))}
        </div>
      </Panel>
    </>
  );
}

/** What is ignored, what waits for a start, and what was found when the values were checked. */
function Remarks({ settings, section }: Pick<Props, "settings" | "section">) {
  const fields = fieldsOf(settings, section);
  const waiting = fields.filter(({ pending }) => pending).map(({ name }) => labelOf(name));
  const found = settings.warnings.filter((line) =>
    fields.some(({ name }) => line.includes(name.toUpperCase())),
  );
  return (
    <div className="grid max-w-[760px] gap-2 empty:hidden">
      {settings.ignored && (
        <Callout tone="late">
          The server runs with SETTINGS_IGNORE_OVERRIDES: what is saved here counts for nothing
          until it starts without.
        </Callout>
      )}
      {waiting.length > 0 && (
        <Callout tone="late">
          Saved, and not in use before app, worker and beat start again: {waiting.join(", ")}.
        </Callout>
      )}
      {found.map((line) => (
        <Callout key={line} tone="late">
          {line}
        </Callout>
      ))}
    </div>
  );
}
