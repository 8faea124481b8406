import { useState } from "react";
import { VolumeChart } from "@/components/charts/volume-chart";
import { Panel, TwoColumns } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { BreakdownPanel } from "@/features/monitoring/components/breakdown-panel";
import { CalculationPanel } from "@/features/monitoring/components/calculation-panel";
import { FindingStrip } from "@/features/monitoring/components/finding-strip";
import { SubjectHeader } from "@/features/monitoring/components/subject-header";
import { makeSeries } from "@/testing/series-generator";

const STEP = 3600;
const END = Math.floor(Date.now() / 3_600_000) * 3600;
const POINTS = makeSeries({
  end: END,
  buckets: 168,
  level: 2800,
  missing: [24, 6],
  settling: 2,
  drop: { at: 3, share: 0.38 },
  spike: { at: 44, factor: 1.9, judged: true },
});
const FOCUS = END - 3 * STEP;
const MARKS = [
  { at: END - 45 * STEP, label: "Push campaign", kind: "annotation" as const },
  { at: END - 6 * STEP, label: "5.12.0", kind: "release" as const },
];
const COVERAGE = [{ from: END - 2 * STEP, to: END, state: "settling" as const }];

export function GalleryEvent() {
  const [range, setRange] = useState("7d");
  const [column, setColumn] = useState("platform");
  return (
    <>
      <SubjectHeader
        name="Trial Started"
        identity="purchase · trial_started"
        triad={{ plan: "planned", data: "arriving", watch: "signal" }}
        stage="live"
        verified
        lastSeen={END}
        facts={[["Type", "Purchase"]]}
        description="Sent when a person begins the free trial from any paywall."
      />
      <FindingStrip
        finding={{
          bucket: FOCUS,
          step: STEP,
          actual: 1240,
          expected: 3262,
          score: -10.7,
          direction: "drop",
          cause: null,
          incident: { id: "1", status: "open" },
        }}
      />
      <TwoColumns
        main={
          <>
            <Panel className="pt-2.5">
              <VolumeChart
                label="Trial Started, hourly"
                points={POINTS}
                step={STEP}
                focus={FOCUS}
                sigma={4}
                coverage={COVERAGE}
                marks={MARKS}
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
              <p className="border-t border-line px-3.5 py-2 text-small text-ink-3">
                Hourly from App events, hourly. The last 2 buckets settle before they are scored.
              </p>
            </Panel>
            <BreakdownPanel
              columns={["platform", "country"]}
              selected={column}
              onSelect={setColumn}
              windowText="last 60 h"
              items={["android", "ios", "web"].map((label, index) => {
                const points = makeSeries({
                  end: END,
                  buckets: 60,
                  seed: index,
                  drop: index === 0 ? { at: 3, share: 0.17 } : undefined,
                });
                return {
                  key: label,
                  label,
                  share: [0.68, 0.22, 0.1][index] ?? null,
                  series: {
                    values: points.map((point) => point.actual),
                    lower: points.map((point) => point.lower),
                    upper: points.map((point) => point.upper),
                  },
                  note: index === 0 ? "83% below expected" : "inside its band",
                  trouble: index === 0,
                };
              })}
            />
          </>
        }
        side={
          <CalculationPanel
            bucket={FOCUS}
            step={STEP}
            calculation={{
              method: "Hour-of-week mixture",
              expected: 3262,
              spread: 189,
              actual: 1240,
              score: -10.7,
              threshold: 4,
              minExpected: 50,
            }}
          />
        }
      />
    </>
  );
}
