import { Check, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { RadioChoice } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { problemOf } from "@/lib/problem";
import type { SourceDraft, TestAnswer } from "../view-model";
import { SourceFields } from "./source-fields";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What is edited; leave out to connect a new one. */
  initial?: SourceDraft;
  passwordSet?: boolean;
  fileHint: string;
  test: { answer: TestAnswer | null; error: unknown; busy: boolean };
  save: { error: unknown; busy: boolean };
  onTest: (draft: SourceDraft) => void;
  onSave: (draft: SourceDraft) => void;
};

export const NEW_SOURCE: SourceDraft = {
  name: "",
  kind: "postgres",
  host: "",
  port: 5432,
  database: "",
  username: "",
  password: "",
  sslmode: "prefer",
};

export function SourceDialog({
  open,
  onOpenChange,
  initial,
  passwordSet = false,
  fileHint,
  test,
  save,
  onTest,
  onSave,
}: Props) {
  const [draft, setDraft] = useState(initial ?? NEW_SOURCE);
  const errors = save.error ? problemOf(save.error).fields : {};
  const missing = whatIsMissing(draft);
  const change = (part: Partial<SourceDraft>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="md"
      title={initial ? `Edit ${initial.name}` : "Connect a data source"}
      description="tripl only ever reads from it."
      footer={
        <>
          {missing && <span className="mr-auto text-small text-ink-3">{missing}</span>}
          <Button
            busy={test.busy && "Asking"}
            disabled={missing !== null}
            onClick={() => onTest(draft)}
          >
            Test connection
          </Button>
          <Button
            variant="primary"
            busy={save.busy && "Saving"}
            disabled={missing !== null}
            onClick={() => onSave(draft)}
          >
            {initial ? "Save" : "Connect"}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!missing) onSave(draft);
        }}
      >
        {!initial && (
          <RadioChoice
            cards
            label="Kind"
            value={draft.kind === "duckdb" ? "duckdb" : "postgres"}
            onChange={(kind) => change({ kind })}
            options={[
              {
                value: "postgres",
                label: "PostgreSQL",
                hint: "A server, with an account that may read.",
              },
              {
                value: "duckdb",
                label: "Files (DuckDB)",
                hint: "CSV, TSV or Parquet in a folder of this server.",
              },
            ]}
          />
        )}
        <SourceFields
          draft={draft}
          onChange={change}
          errors={errors}
          passwordSet={passwordSet}
          fileHint={fileHint}
        />
        <TestResult test={test} />
        {save.error !== null && save.error !== undefined && <ErrorPanel error={save.error} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

function TestResult({ test }: { test: Props["test"] }) {
  if (test.error) return <ErrorPanel error={test.error} />;
  if (!test.answer) return null;
  const { ok, message } = test.answer;
  return (
    <div role="status">
      <Callout tone={ok ? "ok" : "signal"} icon={ok ? Check : X}>
        {message}
      </Callout>
    </div>
  );
}

function whatIsMissing(draft: SourceDraft): string | null {
  if (!draft.name.trim()) return "Give it a name";
  if (!draft.database.trim())
    return draft.kind === "duckdb" ? "Name a file or folder" : "Name the database";
  if (draft.kind !== "duckdb" && !draft.host.trim()) return "Name the host";
  return null;
}
