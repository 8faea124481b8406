import type { Office } from "./office.ts";
import type { Places } from "./states-crowd.ts";

const ASKED = 20;

/** What the long pages ask for first. */
const LISTS: [string, (places: Places) => string][] = [
  ["events", () => "/projects/crowd/events?limit=50"],
  ["last events", () => "/projects/crowd/events?limit=50&offset=9950"],
  ["events found", () => "/projects/crowd/events?limit=50&search=09999"],
  ["event types", () => "/projects/crowd/event-types?with_fields=false"],
  ["every field", () => "/projects/crowd/event-types"],
  ["signals", () => "/projects/crowd/anomalies/signals?expanded=true"],
  ["scans", () => "/projects/crowd/scans"],
  ["runs", ({ scan }) => `/projects/crowd/scans/${scan}/jobs?limit=50`],
  ["destinations", () => "/projects/crowd/alert-destinations"],
  ["monitors", () => "/projects/crowd/monitors-summary"],
  ["deliveries", () => "/projects/crowd/alert-deliveries?limit=50"],
  ["audit", () => "/audit?project_slug=crowd&limit=50"],
  ["sources", () => "/data-sources"],
  ["projects", () => "/projects"],
];

/** Milliseconds that nineteen of twenty answers stay below, by list. */
export async function measured(office: Office, places: Places): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [name, path] of LISTS) {
    const times: number[] = [];
    for (let n = 0; n < ASKED; n += 1) {
      const began = performance.now();
      await office.get(path(places));
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    found[name] = Math.round(times[Math.ceil(ASKED * 0.95) - 1] ?? 0);
  }
  return found;
}
