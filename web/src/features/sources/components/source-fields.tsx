import { TextField } from "@/components/ui/field";
import { MaskedSecret } from "@/components/ui/masked-secret";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import type { SourceDraft, SourceKind } from "../view-model";

type Props = {
  draft: SourceDraft;
  onChange: (change: Partial<SourceDraft>) => void;
  errors: Record<string, string>;
  passwordSet: boolean;
  /** Folders the operator allows files to be read from. */
  fileHint: string;
};

const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/** Only what this kind of source needs. */
export function SourceFields(props: Props) {
  const { draft, onChange, errors } = props;
  return (
    <div className="grid gap-3">
      <TextField
        label="Name"
        value={draft.name}
        error={errors.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      {draft.kind === "duckdb" ? <FileFields {...props} /> : <ServerFields {...props} />}
    </div>
  );
}

function FileFields({ draft, onChange, errors, fileHint }: Props) {
  return (
    <TextField
      mono
      label="File or folder"
      placeholder="web_requests.csv.gz"
      hint={fileHint}
      value={draft.database}
      error={errors.database_name}
      onChange={(event) => onChange({ database: event.target.value })}
    />
  );
}

const PORTS: Partial<Record<SourceKind, number>> = {
  postgres: 5432,
  clickhouse: 8443,
  mysql: 3306,
  redshift: 5439,
  trino: 443,
};

function ServerFields({ draft, onChange, errors, passwordSet }: Props) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-[1fr_110px]">
        <TextField
          mono
          label="Host"
          value={draft.host}
          error={errors.host}
          onChange={(event) => onChange({ host: event.target.value })}
        />
        <NumberField
          label="Port"
          min={1}
          max={65535}
          value={draft.port ?? PORTS[draft.kind] ?? null}
          error={errors.port}
          onChange={(port) => onChange({ port })}
        />
      </div>
      <TextField
        mono
        label="Database"
        value={draft.database}
        error={errors.database_name}
        onChange={(event) => onChange({ database: event.target.value })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          mono
          label="User"
          autoComplete="off"
          hint="A read-only account is enough."
          value={draft.username}
          error={errors.username}
          onChange={(event) => onChange({ username: event.target.value })}
        />
        <MaskedSecret
          label="Password"
          isSet={passwordSet}
          value={draft.password}
          error={errors.password}
          onChange={(password) => onChange({ password })}
        />
      </div>
      {draft.kind === "postgres" && (
        <Select
          label="TLS"
          options={SSL_MODES.map((mode) => ({ value: mode, label: mode, mono: true }))}
          value={draft.sslmode}
          error={errors["connection_settings.sslmode"]}
          onChange={(sslmode) => onChange({ sslmode })}
        />
      )}
    </>
  );
}
