import { useState } from "react";
import { VolumeChart } from "@/components/charts/volume-chart";
import { DirectionMark } from "@/components/ui/badge";
import { Panel, TwoColumns } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { KpiStrip } from "@/components/ui/stat";
import { GetStarted } from "@/features/overview/components/get-started";
import { OpenSignals } from "@/features/overview/components/open-signals";
import { OverviewSentence } from "@/features/overview/components/overview-sentence";
import { SourceHealth } from "@/features/overview/components/source-health";
import { TopEvents } from "@/features/overview/components/top-events";
import { makeSeries } from "@/testing/series-generator";

const END = Math.floor(Date.now() / 3_600_000) * 3600;
const POINTS = makeSeries({ end: END, buckets: 120, level: 1_200_000, settling: 2 });

export function GalleryOverview() {
  const [range, setRange] = useState("7d");
  const hour = END - 3 * 3600;
  return (
    <>
      <OverviewSentence
        parts={[
          { text: "2 signals", tone: "signal", to: "/" },
          " are open: Trial Started came 62% below its expected level, and Search Submitted 88% above. ",
          { text: "Payments, hourly", tone: "late", to: "/" },
          " is 2 h late, so its drops are on hold.",
        ]}
      />
      <KpiStrip
        stats={[
          { key: "events", label: "Active events", value: "412", meaning: "9 types" },
          {
            key: "implemented",
            label: "Implemented",
            value: "371",
            meaning: "90% of the active ones",
          },
          { key: "review", label: "In review", value: "18", meaning: "waiting for someone" },
          {
            key: "signals",
            label: (
              <>
                <span className="text-signal">
                  <DirectionMark direction="drop" />
                </span>
                Open signals
              </>
            ),
            value: "5",
            unit: "4 drops, 1 spike",
            meaning: "1 incident open",
          },
          { key: "scans", label: "Scans", value: "4", meaning: "none failing" },
          {
            key: "volume",
            label: "Occurrences, 24 h",
            value: "38.4 M",
            meaning: "+3% against the week before",
          },
        ]}
      />
      <TwoColumns
        main={
          <>
            <Panel title="App events, hourly" note="all events of the scan">
              <VolumeChart
                label="App events, hourly"
                points={POINTS}
                step={3600}
                strip={false}
                sigma={4}
                height={230}
                coverage={[{ from: END - 2 * 3600, to: END, state: "settling" }]}
                marks={[{ at: END - 6 * 3600, label: "5.12.0", kind: "release" }]}
                controls={
                  <Segmented
                    label="Range"
                    value={range}
                    onChange={setRange}
                    options={[
                      { value: "24h", label: "24 h" },
                      { value: "7d", label: "7 days" },
                      { value: "30d", label: "30 days" },
                    ]}
                  />
                }
              />
            </Panel>
            <SourceHealth
              slug="marble"
              rows={[
                {
                  id: "1",
                  name: "App events, hourly",
                  freshness: "fresh",
                  newest: END,
                  nextRun: END + 3600,
                  lag: null,
                },
                {
                  id: "2",
                  name: "Payments, hourly",
                  freshness: "late",
                  newest: END - 7200,
                  nextRun: END,
                  lag: 7300,
                },
              ]}
            />
            <GetStarted
              steps={[
                {
                  key: "source",
                  title: "Connect a data source",
                  note: "PostgreSQL, or files in a folder",
                  done: true,
                },
                {
                  key: "scan",
                  title: "Run a scan",
                  note: "Finds the events and starts counting them",
                  done: false,
                  action: { label: "New scan", to: "/" },
                },
                {
                  key: "alert",
                  title: "Set up alerting",
                  note: "Say who is told, and when",
                  done: false,
                  action: { label: "Add destination", to: "/" },
                },
              ]}
            />
          </>
        }
        side={
          <>
            <OpenSignals
              slug="marble"
              total={5}
              signals={[
                {
                  key: "1",
                  name: "Trial Started",
                  scope: "event",
                  ref: "1",
                  note: "1,240 where 3,262 was expected",
                  bucket: hour,
                  step: 3600,
                  actual: 1240,
                  expected: 3262,
                  direction: "drop",
                },
                {
                  key: "2",
                  name: "Search Submitted",
                  scope: "event",
                  ref: "2",
                  note: "46,310 where 24,633 was expected",
                  bucket: hour,
                  step: 3600,
                  actual: 46310,
                  expected: 24633,
                  direction: "spike",
                },
                {
                  key: "3",
                  name: "Export Finished",
                  scope: "event",
                  ref: "3",
                  note: "412 was expected",
                  bucket: hour,
                  step: 3600,
                  actual: 0,
                  expected: 412,
                  direction: "drop",
                },
              ]}
            />
            <TopEvents
              slug="marble"
              windowText="48 h"
              events={["Page Turned", "Chapter Opened", "App Opened"].map((name, index) => ({
                id: name,
                name,
                total: [38_412_006, 6_118_440, 98_104][index] ?? 0,
                spark: {
                  values: makeSeries({ end: END, buckets: 48, seed: index }).map(
                    (point) => point.actual,
                  ),
                },
              }))}
            />
          </>
        }
      />
    </>
  );
}
