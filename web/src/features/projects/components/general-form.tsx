import { TextAreaField, TextField } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { Panel } from "@/components/ui/panel";

export type GeneralDraft = {
  name: string;
  slug: string;
  description: string;
  app_version_keep_releases: number;
};

type Props = {
  draft: GeneralDraft;
  stored: GeneralDraft;
  errors: Record<string, string>;
  onChange: (part: Partial<GeneralDraft>) => void;
};

export function GeneralForm({ draft, stored, errors, onChange }: Props) {
  const moved = draft.slug !== stored.slug;
  return (
    <Panel title="General" ruled>
      <div className="grid max-w-[560px] gap-4 px-3.5 py-4">
        <TextField
          label="Name"
          maxLength={255}
          value={draft.name}
          error={errors.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <TextField
          mono
          label="Slug"
          maxLength={255}
          value={draft.slug}
          error={errors.slug}
          hint={
            moved
              ? `Addresses begin with /p/${draft.slug} from now on; links to /p/${stored.slug} end.`
              : "The part of the address that names the project: small letters, digits and hyphens."
          }
          onChange={(event) => onChange({ slug: event.target.value })}
        />
        <TextAreaField
          label="Description"
          value={draft.description}
          onChange={(event) => onChange({ description: event.target.value })}
        />
        <NumberField
          label="Releases to keep"
          unit="releases"
          min={1}
          max={100}
          value={draft.app_version_keep_releases}
          error={errors.app_version_keep_releases}
          hint="Counts by app version are kept for so many of the newest ones."
          onChange={(value) => value !== null && onChange({ app_version_keep_releases: value })}
        />
      </div>
    </Panel>
  );
}
