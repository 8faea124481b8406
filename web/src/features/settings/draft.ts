import type { InstanceSettings, SettingOut } from "@/api/generated/types.gen";
import type { SectionName } from "./words";

export type Value = InstanceSettings["runtime"][string];
/** Values by setting; a secret is "" while what is stored stays, and null when it is to go. */
export type Draft = Record<string, Value>;

export const fieldsOf = (settings: InstanceSettings, section: SectionName): SettingOut[] =>
  settings.fields.filter((field) => field.section === section);

export function draftOf(settings: InstanceSettings, section: SectionName): Draft {
  const values = settings[section];
  return Object.fromEntries(
    fieldsOf(settings, section).map(({ name, kind }) => [
      name,
      kind === "secret" ? "" : kind === "list" ? lines(values[name]) : (values[name] ?? null),
    ]),
  );
}

/** Only what differs: what a colleague changes meanwhile stays. */
export function changesOf(draft: Draft, stored: Draft): Draft {
  return Object.fromEntries(
    Object.entries(draft)
      .filter(([name, value]) => value !== stored[name])
      .map(([name, value]) => [name, value]),
  );
}

/** As the API takes it: a list is typed as a line an entry. */
export function requestOf(changes: Draft, fields: SettingOut[]): Draft {
  const lists = new Set(fields.filter(({ kind }) => kind === "list").map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [
      name,
      lists.has(name) ? entries(String(value ?? "")) : value,
    ]),
  );
}

const lines = (value: Value | undefined) => (Array.isArray(value) ? value.join("\n") : "");

const entries = (text: string) =>
  text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter(Boolean);

/** Whether the setting that this one hangs on, or one above that, is off. */
export function isIdle(field: SettingOut, fields: SettingOut[], draft: Draft): boolean {
  if (!field.depends_on) return false;
  if (!draft[field.depends_on]) return true;
  const master = fields.find(({ name }) => name === field.depends_on);
  return master !== undefined && isIdle(master, fields, draft);
}
