import { useState } from "react";
import { PageHead } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { SignalList } from "@/features/signals/components/signal-list";
import { makeSeries } from "@/testing/series-generator";

const NOW = Math.floor(Date.now() / 3_600_000) * 3600;

export function GallerySignals() {
  const [view, setView] = useState("open");
  const spark = (seed: number) => {
    const points = makeSeries({ end: NOW, buckets: 48, seed, drop: { at: 2, share: 0.38 } });
    return {
      values: points.map((point) => point.actual),
      lower: points.map((point) => point.lower),
      upper: points.map((point) => point.upper),
      anomaly: { index: 46, direction: "drop" as const },
    };
  };
  const row = {
    scope: "event",
    scopeWords: "event, Purchase",
    bucket: NOW - 7200,
    step: 3600,
    detectedAt: NOW - 3000,
    scanName: "App events, hourly",
    muted: false,
    acknowledged: false,
    child: false,
  };
  return (
    <>
      <PageHead
        title="Anomalies"
        intro="Buckets that left their expected band and are still open."
      />
      <div>
        <Segmented
          label="View"
          value={view}
          onChange={setView}
          options={[
            { value: "open", label: "Open 3" },
            { value: "all", label: "All" },
          ]}
        />
      </div>
      <SignalList
        slug="marble"
        rows={[
          {
            ...row,
            key: "1",
            ref: "1",
            name: "Trial Started",
            actual: 1240,
            expected: 3262,
            score: -10.7,
            direction: "drop",
            spark: spark(1),
            incident: { id: "1", status: "open" },
          },
          {
            ...row,
            key: "2",
            ref: "2",
            name: "Paywall Purchase Tap",
            actual: 918,
            expected: 1996,
            score: -8.1,
            direction: "drop",
            spark: spark(2),
            incident: { id: "1", status: "open" },
            child: true,
          },
          {
            ...row,
            key: "3",
            ref: "3",
            name: "Export Finished",
            actual: 0,
            expected: 412,
            score: -12,
            direction: "drop",
            spark: undefined,
            incident: null,
          },
          {
            ...row,
            key: "4",
            ref: "4",
            name: "Search Submitted",
            actual: 46310,
            expected: 36633,
            score: 5.2,
            direction: "spike",
            spark: null,
            incident: null,
            muted: true,
          },
        ]}
      />
    </>
  );
}
