import { Check } from "lucide-react";
import { Button } from "@/components/ui/button";
import { RadioChoice } from "@/components/ui/choice";
import { CodeEditor } from "@/components/ui/code-editor";
import { TextField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Moment } from "@/components/ui/moment";
import { Question } from "@/components/ui/question";
import { Select } from "@/components/ui/select";
import { plural } from "@/lib/format-number";
import { modKey } from "@/lib/keyboard";
import type { Preview } from "../view-model";
import type { FormProps } from "./form-props";
import { NamingQuestion } from "./naming-question";
import { ScanFolds } from "./scan-folds";
import { TimeQuestion } from "./time-question";

export function ScanForm(props: FormProps) {
  const { draft, onChange, sources, preview, errors } = props;
  const columns =
    preview?.columns.map((column) => ({
      value: column.name,
      label: column.name,
      hint: column.type,
      mono: true,
    })) ?? [];
  return (
    <div className="min-w-0">
      <Question number={1} title="What should this scan do?">
        <RadioChoice
          cards
          label="What should this scan do?"
          value={draft.monitoring ? "monitoring" : "catalog"}
          onChange={(mode) => onChange({ monitoring: mode === "monitoring" })}
          options={[
            {
              value: "monitoring",
              label: "Catalog and monitoring",
              hint: "Discovers events and counts them on a schedule. Feeds charts, signals and alerts.",
            },
            {
              value: "catalog",
              label: "Catalog only",
              hint: "Discovers events when you run it. No charts, no signals.",
            },
          ]}
        />
      </Question>
      <Question number={2} title="Where is the data?">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Name"
            value={draft.name}
            error={errors.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
          <Select
            label="Data source"
            options={sources}
            value={draft.dataSourceId}
            error={errors.data_source_id}
            onChange={(dataSourceId) => onChange({ dataSourceId })}
          />
        </div>
        <CodeEditor
          label="Base query"
          aside="one SELECT, never writes"
          value={draft.baseQuery}
          onChange={(baseQuery) => onChange({ baseQuery })}
          onRun={props.onPreview}
          badLine={props.previewError?.line}
          error={props.previewError?.text ?? errors.base_query}
          hint={preview ? <Valid preview={preview} /> : undefined}
        />
        <div className="flex justify-end">
          <Button
            size="sm"
            busy={props.previewing && "Reading"}
            disabled={!draft.dataSourceId || draft.baseQuery.trim() === ""}
            onClick={props.onPreview}
          >
            Load preview <Kbd>{modKey("↵")}</Kbd>
          </Button>
        </div>
      </Question>
      <NamingQuestion {...props} columns={columns} />
      <TimeQuestion {...props} columns={columns} />
      <ScanFolds {...props} columns={columns} />
    </div>
  );
}

function Valid({ preview }: { preview: Preview }) {
  return (
    <span className="flex items-center gap-2">
      <Icon as={Check} size={13} className="text-ok" />
      Valid. {plural(preview.columns.length, "column")}, checked{" "}
      <Moment at={preview.at} as="time" />
    </span>
  );
}
