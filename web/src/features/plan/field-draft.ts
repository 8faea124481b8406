import type { FieldOut } from "@/api/generated/types.gen";

export type FieldKind = FieldOut["field_type"];
export type Sensitivity = FieldOut["sensitivity"];

export type FieldDraft = {
  name: string;
  display_name: string;
  field_type: FieldKind;
  is_required: boolean;
  description: string;
  sensitivity: Sensitivity;
  /** One a line. */
  options: string;
};

export const KIND_WORDS: Record<FieldKind, string> = {
  string: "Text",
  number: "Number",
  boolean: "Yes or no",
  json: "JSON",
  enum: "One of a list",
  url: "URL",
  date: "Date",
};

export const SENSITIVITY_WORDS: Record<Sensitivity, string> = {
  none: "Not sensitive",
  pii: "Personal",
  phi: "Health",
  financial: "Financial",
  secret: "Secret",
};

export function fieldDraft(field: FieldOut | null): FieldDraft {
  return {
    name: field?.name ?? "",
    display_name: field?.display_name ?? "",
    field_type: field?.field_type ?? "string",
    is_required: field?.is_required ?? false,
    description: field?.description ?? "",
    sensitivity: field?.sensitivity ?? "none",
    options: (field?.enum_options ?? []).join("\n"),
  };
}

/** What the API takes; a list belongs only to its own type. */
export function fieldRequest({ options, ...draft }: FieldDraft) {
  const listed = options
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return {
    ...draft,
    name: draft.name.trim(),
    display_name: draft.display_name.trim(),
    enum_options: draft.field_type === "enum" ? listed : null,
  };
}
