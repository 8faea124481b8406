import { Plus, Star } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Badge, CountPill, SignalBadge, Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox, RadioChoice, Switch } from "@/components/ui/choice";
import { CodeEditor } from "@/components/ui/code-editor";
import { EmptyState, NothingMatches } from "@/components/ui/empty-state";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextAreaField, TextField } from "@/components/ui/field";
import { FilterChip } from "@/components/ui/filter-bar";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { LIFE_WORDS, LifeRing, type LifeStage } from "@/components/ui/life-ring";
import { MaskedSecret } from "@/components/ui/masked-secret";
import { NumberField } from "@/components/ui/number-field";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { PasswordField } from "@/components/ui/password-field";
import { ProgressBar, ProgressLine } from "@/components/ui/progress";
import { SecretOnce } from "@/components/ui/secret-once";
import { Segmented } from "@/components/ui/segmented";
import { MultiSelect, Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Stepper } from "@/components/ui/stepper";
import { ThemeSwitch } from "@/components/ui/theme-switch";
import { TriadLegend } from "@/components/ui/triad";
import { toasts } from "@/lib/toast-store";

const OPTIONS = ["android", "ios", "web", "tv", "desktop", "watch", "car", "console", "kiosk"].map(
  (value) => ({ value, label: value, mono: true, hint: "string" }),
);

export function GalleryComponents() {
  const [text, setText] = useState("");
  const [on, setOn] = useState(true);
  const [one, setOne] = useState<string | null>("ios");
  const [many, setMany] = useState(["ios", "web"]);
  const [number, setNumber] = useState<number | null>(24);
  const [sql, setSql] = useState("select *\nfrom events -- all\nwhere name = 'x'");
  return (
    <>
      <PageHead title="Components" intro="Each in its states." actions={<ThemeSwitch />} />
      <Row title="Buttons">
        <Button variant="primary">
          <Icon as={Plus} size={14} />
          New event <Kbd onAccent>C</Kbd>
        </Button>
        <Button>Default</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger">Delete</Button>
        <Button variant="danger-solid">Delete 9 events</Button>
        <Button busy="Saving">Save changes</Button>
        <Button disabled>Disabled</Button>
        <Button size="sm">Small</Button>
        <Button square aria-label="Star">
          <Icon as={Star} />
        </Button>
        <Button
          onClick={() => toasts.show("Archived 9 events", { label: "Undo", run: () => undefined })}
        >
          Toast
        </Button>
      </Row>
      <Row title="States">
        <SignalBadge actual={1240} expected={3262} direction="drop" />
        <SignalBadge actual={79} expected={100} direction="drop" />
        <SignalBadge actual={300} expected={100} direction="spike" />
        <SignalBadge actual={0} expected={412} direction="drop" />
        <SignalBadge actual={5} expected={0} direction="spike" />
        <Badge tone="drift">2 drifts</Badge>
        <Badge tone="late">2 h late</Badge>
        <Badge tone="ok">sent</Badge>
        <Badge tone="accent">Verified</Badge>
        <Badge>silent 45 d</Badge>
        <Tag>funnel</Tag>
        <CountPill count={3} hot />
        {(Object.keys(LIFE_WORDS) as LifeStage[]).map((stage) => (
          <LifeRing key={stage} stage={stage} />
        ))}
      </Row>
      <div className="grid gap-3 md:grid-cols-3">
        <TextField
          label="Name"
          hint="As people say it"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <TextField label="Slug" error="This slug is taken" defaultValue="marble" />
        <NumberField
          label="Look back"
          unit="hours"
          min={1}
          max={720}
          value={number}
          onChange={setNumber}
        />
        <Select
          label="Platform"
          options={OPTIONS}
          value={one}
          clearLabel="None"
          onClear={() => setOne(null)}
          onChange={setOne}
          onCreate={setOne}
        />
        <MultiSelect label="Breakdowns" options={OPTIONS} values={many} onChange={setMany} />
        <MaskedSecret label="Password" isSet value={text} onChange={setText} />
        <PasswordField
          label="New password"
          autoComplete="new-password"
          value={text}
          onChange={setText}
          rules={[{ text: "At least 8 characters", test: (value) => value.length >= 8 }]}
        />
        <TextAreaField label="Description" defaultValue="" />
        <div className="grid content-start gap-2">
          <Checkbox label="Events" checked={on} onChange={setOn} />
          <Checkbox label="Some" checked="indeterminate" onChange={setOn} />
          <Switch label="Switched on" checked={on} onChange={setOn} />
          <Segmented
            label="Range"
            value="a"
            onChange={() => undefined}
            options={[
              { value: "a", label: "24 h" },
              { value: "b", label: "7 days" },
            ]}
          />
          <RadioChoice
            label="Scope"
            value="read"
            onChange={() => undefined}
            options={[
              { value: "read", label: "Read" },
              { value: "write", label: "Write" },
            ]}
          />
        </div>
      </div>
      <Row title="Filters">
        <FilterChip field="Type" />
        <FilterChip field="Status" value="live, implemented" onClear={() => undefined} />
        <Pagination offset={50} limit={50} total={412} onMove={() => undefined} />
      </Row>
      <CodeEditor
        label="Base query"
        value={sql}
        onChange={setSql}
        badLine={2}
        error="Line 2: table events does not exist"
        onRun={() => undefined}
      />
      <Stepper
        label="Run"
        steps={[
          { key: "a", label: "Read", state: "done", note: "1.2 M rows" },
          { key: "b", label: "Count", state: "failed", note: "query refused" },
          { key: "c", label: "Score", state: "skipped" },
        ]}
      />
      <ProgressBar label="Replay" done={12} total={48} unit="chunks" />
      <ProgressLine label="Running" />
      <Callout tone="late" action={<Button size="sm">Open scan</Button>}>
        Payments is 2 h late.
      </Callout>
      <ErrorPanel error={new TypeError("fetch")} onRetry={() => undefined} />
      <SecretOnce label="Token" secret="tk_w_4f1c9a2b7d" />
      <div className="grid gap-4 md:grid-cols-3">
        <Panel>
          <EmptyState title="No events yet" action={<Button variant="primary">New scan</Button>}>
            Events come from a scan, or from you.
          </EmptyState>
        </Panel>
        <Panel>
          <NothingMatches what="events" onClear={() => undefined} />
        </Panel>
        <Panel title="Loading" ruled>
          <SkeletonRows rows={3} />
        </Panel>
      </div>
      <Panel>
        <TriadLegend />
      </Panel>
    </>
  );
}

function Row({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-wrap items-center gap-2">
      {children}
    </section>
  );
}
