import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AppShell } from "@/app/shell/app-shell";
import { GalleryAlerts } from "./gallery-alerts";
import { GalleryComponents } from "./gallery-components";
import { GalleryEvent } from "./gallery-event";
import { GalleryEvents } from "./gallery-events";
import { GalleryOverview } from "./gallery-overview";
import { GalleryRun, GalleryScanForm, GalleryScans } from "./gallery-scans";
import { GallerySignals } from "./gallery-signals";
import { GalleryProjects, GallerySignIn, GallerySources } from "./gallery-workspace";

const PAGES: Record<string, [path: string, page: () => ReactNode]> = {
  components: ["/", () => <GalleryComponents />],
  overview: ["/p/marble/overview", () => <GalleryOverview />],
  events: ["/p/marble/events", () => <GalleryEvents />],
  event: ["/p/marble/monitoring/event/1", () => <GalleryEvent />],
  scans: ["/p/marble/scans", () => <GalleryScans />],
  "scan-form": ["/p/marble/scans/new", () => <GalleryScanForm />],
  run: ["/p/marble/scans/1/runs/2", () => <GalleryRun />],
  signals: ["/p/marble/anomalies", () => <GallerySignals />],
  alerts: ["/p/marble/alerting", () => <GalleryAlerts />],
  projects: ["/", () => <GalleryProjects />],
  sources: ["/data-sources", () => <GallerySources />],
};

/** Every part with made-up data, for looking at; development builds only. */
export function GalleryPage() {
  const { page } = useParams({ strict: false }) as { page: string };
  if (page === "sign-in") return <GallerySignIn />;
  const [path, content] = PAGES[page] ?? ["/", () => <GalleryComponents />];
  const marble = { slug: "marble", name: "Marble Reader", trouble: 2 };
  return (
    <AppShell
      model={{
        path,
        project: path.startsWith("/p/") ? marble : null,
        projects: [marble, { slug: "atlas", name: "Atlas", trouble: 0 }],
        user: { name: "Growth analyst", email: "growth@example.test" },
        counts: { activeEvents: 412, openSignals: 3, failingScans: 0 },
        live: { connected: true, text: "Collected 4 min ago" },
      }}
      onSignOut={() => undefined}
    >
      {content()}
    </AppShell>
  );
}
