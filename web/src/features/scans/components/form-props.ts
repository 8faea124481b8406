import type { SelectOption } from "@/components/ui/option-panel";
import type { Preview, ScanDraft } from "../view-model";

export type FormProps = {
  draft: ScanDraft;
  onChange: (change: Partial<ScanDraft>) => void;
  sources: SelectOption[];
  eventTypes: SelectOption[];
  /** Makes an event type and chooses it. */
  onCreateType: (name: string) => void;
  newType: { busy: boolean; error: unknown };
  preview: Preview | null;
  previewError: { text: string; line: number | null } | null;
  previewing: boolean;
  onPreview: () => void;
  /** Messages of a refused save, by member of the request. */
  errors: Record<string, string>;
};
