import type { SelectOption } from "@/components/ui/option-panel";
import type { Preview, ScanDraft } from "../view-model";

export type FormProps = {
  draft: ScanDraft;
  onChange: (change: Partial<ScanDraft>) => void;
  sources: SelectOption[];
  eventTypes: SelectOption[];
  preview: Preview | null;
  previewError: { text: string; line: number | null } | null;
  previewing: boolean;
  onPreview: () => void;
  /** Messages of a refused save, by member of the request. */
  errors: Record<string, string>;
};
