import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PageHead } from "@/components/ui/panel";
import { SaveBar } from "@/components/ui/save-bar";
import { DryRunAnswer } from "@/features/scans/components/dry-run-answer";
import { RunView } from "@/features/scans/components/run-view";
import { ScanForm } from "@/features/scans/components/scan-form";
import { ScanList } from "@/features/scans/components/scan-list";
import { EMPTY_DRAFT, type Preview, type ScanDraft } from "@/features/scans/view-model";

const NOW = Math.floor(Date.now() / 1000);
const SQL =
  "SELECT event_time, event_name, event_group, properties,\n       platform, app_version, country\nFROM   analytics.app_events\nWHERE  env = 'production'  -- read only, used as a subquery";
const PREVIEW: Preview = {
  at: NOW,
  columns: [
    { name: "event_time", type: "timestamp" },
    { name: "event_name", type: "string" },
    { name: "event_group", type: "string" },
    { name: "platform", type: "string" },
  ],
  rows: [
    ["2026-11-23 14:02:11", "page_turned", "reading", "ios"],
    ["2026-11-23 14:02:12", "trial_started", "purchase", null],
  ],
};

export function GalleryScanForm() {
  const [draft, setDraft] = useState<ScanDraft>({
    ...EMPTY_DRAFT,
    name: "App events, hourly",
    baseQuery: SQL,
    dataSourceId: "1",
    naming: "type_column",
    eventTypeColumn: "event_group",
    eventNameFormat: "{event_name}",
    timeColumn: "event_time",
  });
  const [stale, setStale] = useState(false);
  return (
    <>
      <PageHead
        title="New scan"
        intro="Events become metric points, points become signals, signals become alerts."
      />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_476px]">
        <ScanForm
          draft={draft}
          onChange={(change) => {
            setDraft({ ...draft, ...change });
            setStale(true);
          }}
          sources={[{ value: "1", label: "Analytics cluster", hint: "PostgreSQL" }]}
          eventTypes={[{ value: "1", label: "Purchase" }]}
          preview={PREVIEW}
          previewError={null}
          previewing={false}
          onPreview={() => undefined}
          errors={{}}
        />
        <DryRunAnswer
          stale={stale}
          asking={false}
          error={null}
          blocked={null}
          onAsk={() => setStale(false)}
          answer={{
            at: NOW,
            windowFrom: NOW - 86400,
            windowTo: NOW,
            sampledRows: 5000,
            complete: false,
            truncated: true,
            combinations: 5000,
            events: [
              "reader_tts_toggle",
              "paywall_annual_shown",
              "voice_preview_played",
              "export_to_epub",
              "page_turned",
              "chapter_opened",
              "app_opened",
              "search",
              "tap",
            ].map((name, index) => ({
              name,
              type: index < 4 ? "reading" : "library",
              rows: 18204 >> index,
              exact: false,
              share: 0.38 / (index + 1),
              isNew: index < 4,
              groupedBy: null,
            })),
            fields: [{ name: "country", type: "string", eventType: "library", isNew: true }],
            templated: [{ column: "country", values: 214, threshold: 100 }],
            unmapped: ["session_id"],
            warnings: [],
            errors: [],
          }}
        />
      </div>
      <SaveBar note="First collection covers the history found, at most nine weeks">
        <Button variant="primary" size="md">
          Create and run now
        </Button>
        <Button>Create</Button>
        <Button variant="ghost">Cancel</Button>
      </SaveBar>
    </>
  );
}

export function GalleryScans() {
  return (
    <>
      <PageHead title="Scans" actions={<Button variant="primary">New scan</Button>} />
      <ScanList
        slug="marble"
        rows={[
          {
            id: "1",
            name: "App events, hourly",
            monitoring: true,
            interval: "1h",
            sourceName: "Analytics cluster",
            freshness: "fresh",
            lag: null,
            lastRun: {
              text: "Completed in 12 s",
              at: NOW - 240,
              running: false,
              failed: false,
              jobId: "1",
            },
            failingStreak: 0,
            nextRun: NOW + 3000,
          },
          {
            id: "2",
            name: "Payments, hourly",
            monitoring: true,
            interval: "1h",
            sourceName: "Analytics cluster",
            freshness: "late",
            lag: 7300,
            lastRun: { text: "Failed", at: NOW - 7200, running: false, failed: true, jobId: "2" },
            failingStreak: 3,
            nextRun: NOW,
          },
          {
            id: "3",
            name: "Docs site",
            monitoring: false,
            interval: null,
            sourceName: "Files",
            freshness: "unknown",
            lag: null,
            lastRun: null,
            failingStreak: 0,
            nextRun: null,
          },
        ]}
      />
    </>
  );
}

export function GalleryRun() {
  return (
    <RunView
      now={Date.now()}
      onStop={() => undefined}
      run={{
        state: "running",
        sentence: "Counting events: 12 of 48 chunks are written.",
        startedAt: NOW - 74,
        endedAt: null,
        error: null,
        progress: { done: 12, total: 48, unit: "chunks" },
        steps: [
          { key: "read", label: "Read", state: "done", note: "1.2 M rows" },
          { key: "match", label: "Match", state: "done", note: "41 events" },
          { key: "count", label: "Count", state: "running", note: "to Sun 22 Nov 14:00" },
          { key: "score", label: "Score", state: "waiting" },
          { key: "alert", label: "Alert", state: "waiting" },
        ],
        counters: [
          ["Rows read", "1,204,551"],
          ["Mode", "metrics_collection"],
        ],
      }}
    />
  );
}
