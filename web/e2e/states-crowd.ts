import type { Office, Row } from "./office.ts";

/** What the addresses of the pages are made of, in the empty project and in the crowded one. */
export type Places = Record<
  "slug" | "type" | "kind" | "scan" | "counted" | "job" | "file" | "event",
  string
>;
export const NOWHERE: Places = {
  slug: "",
  type: "",
  kind: "",
  scan: "",
  counted: "",
  job: "",
  file: "",
  event: "",
};

const LANES = 6;
/** Requests that wait for a warehouse have four places. */
const WAREHOUSE_LANES = 3;
/** Passwords are hashed slowly on purpose, and few at a time. */
const DOOR_LANES = 2;
/** Nobody has ten thousand of these. So many a large workspace has, and more than a screen shows. */
const MANY = {
  types: 150,
  sources: 60,
  projects: 210,
  keys: 80,
  people: 15,
  groups: 40,
  files: 25,
};
const WATCH = { scans: 60, runs: 70, destinations: 30, rules: 150, speaking: 4 };
const FIELDS_AT_ONCE = 500;
const FIELDS = 10_000;
const PASSWORD = "correct-horse-9-battery";
const CROWD = "/projects/crowd";
const FOLDER = { db_type: "duckdb", host: "file", database_name: "." };

type Call = () => Promise<Row>;

const many = (count: number, each: (n: number) => Call) =>
  Array.from({ length: count }, (_, n) => each(n));
const padded = (n: number) => String(n).padStart(3, "0");

/** Every call, so many at a time; the answers in the order of the calls. */
async function atOnce(calls: Call[], lanes = LANES): Promise<Row[]> {
  const answers: Row[] = [];
  const left = calls.entries();
  const lane = async () => {
    for (const [at, call] of left) answers[at] = await call();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers;
}

/** A project with a scan that never ran and a type without a field. */
export async function makeBlank(office: Office): Promise<Places> {
  await office.post("/projects", { name: "Blank", slug: "blank" });
  return { ...NOWHERE, slug: "blank" };
}

export async function furnishBlank(office: Office, source: string): Promise<Partial<Places>> {
  const type = await office.post("/projects/blank/event-types", {
    name: "page",
    display_name: "Page",
  });
  const scan = await office.post(
    "/projects/blank/scans",
    scanOf(source, type.id, "visits", "Pages", false),
  );
  return { type: type.id, kind: type.id, scan: scan.id, counted: scan.id };
}

/** Begins what takes longest: ten thousand events with their history, each of them out of its band at the end. */
export async function beginCrowd(office: Office, source: string): Promise<Places> {
  await office.post("/projects", { name: "Crowd", slug: "crowd" });
  await office.send(
    "PATCH",
    `${CROWD}/anomaly-settings`,
    JSON.stringify({ sigma_threshold: 3, min_expected_count: 1 }),
  );
  const type = await office.post(`${CROWD}/event-types`, {
    name: "screen",
    display_name: "Screen",
  });
  const scan = await office.post(`${CROWD}/scans`, scanOf(source, type.id, "screens", "Screens"));
  const job = await runNow(office, scan.id);
  return { ...NOWHERE, slug: "crowd", kind: type.id, counted: scan.id, job: job.id };
}

export async function gather(office: Office, source: string, places: Places): Promise<Places> {
  const types = await atOnce(
    many(
      MANY.types - 1,
      (n) => () =>
        office.post(`${CROWD}/event-types`, { name: `area_${n}`, display_name: `Area ${n}` }),
    ),
  );
  const files = await atOnce(many(MANY.files, (n) => () => drop(office, n)));
  await atOnce([
    ...many(
      FIELDS / FIELDS_AT_ONCE,
      (n) => () =>
        office.post(`${CROWD}/event-types/${types[n]?.id}/fields/bulk`, { fields: fields(n) }),
    ),
    ...many(
      MANY.projects,
      (n) => () =>
        office.post("/projects", { name: `Team ${padded(n)}`, slug: `team-${padded(n)}` }),
    ),
    ...many(
      MANY.groups,
      (n) => () => office.post("/orgs/default/groups", { name: `Group ${padded(n)}` }),
    ),
    ...many(MANY.keys, (n) => () => office.post("/me/api-keys", { name: `Pipeline ${padded(n)}` })),
  ]);
  await atOnce(
    many(
      MANY.sources,
      (n) => () => office.post("/data-sources", { name: `Folder ${padded(n)}`, ...FOLDER }),
    ),
    WAREHOUSE_LANES,
  );
  await atOnce(
    many(MANY.people, (n) => () => register(office, n)),
    DOOR_LANES,
  );
  const scans = await watch(office, source, places.kind);
  const begun = [places.counted, ...scans.slice(0, WATCH.speaking).map(({ id }) => id)];
  for (const scan of begun) await hasRun(office, scan);
  const events = (await office.get(`${CROWD}/events?limit=1`)) as unknown as { items: Row[] };
  const scan = scans.at(-1)?.id ?? "";
  return {
    ...places,
    type: types[0]?.id ?? "",
    file: files.at(-1)?.id ?? "",
    event: events.items[0]?.id ?? "",
    scan,
  };
}

/** Scans, rules over their totals, and runs that say something to them. */
async function watch(office: Office, source: string, type: string): Promise<Row[]> {
  const scans = await atOnce(
    many(
      WATCH.scans,
      (n) => () =>
        office.post(
          `${CROWD}/scans`,
          scanOf(source, type, "visits", `Visits ${padded(n)}`, n < WATCH.speaking),
        ),
    ),
    WAREHOUSE_LANES,
  );
  const destinations = await atOnce(
    many(
      WATCH.destinations,
      (n) => () =>
        office.post(`${CROWD}/alert-destinations`, {
          type: "webhook",
          name: `Team ${String(n).padStart(2, "0")}`,
          target_url: `${process.env.RECEIVER_URL}/team/${n}`,
        }),
    ),
  );
  await atOnce(
    many(
      WATCH.rules,
      (n) => () =>
        office.post(
          `${CROWD}/alert-destinations/${destinations[n % WATCH.destinations]?.id}/rules`,
          { name: `Total moves, ${padded(n)}`, include_events: false, include_event_types: false },
        ),
    ),
  );
  for (const scan of scans.slice(0, WATCH.speaking)) await runNow(office, scan.id);
  const last = scans.at(-1)?.id;
  for (let n = 0; n < WATCH.runs; n += 1) {
    const job = await office.post(`${CROWD}/scans/${last}/run`);
    await office.post(`${CROWD}/scans/${last}/jobs/${job.id}/cancel`);
  }
  return scans;
}

/** A run that the schedule has begun a moment before is as good. */
async function runNow(office: Office, scan: string): Promise<Row> {
  return office.post(`${CROWD}/scans/${scan}/run`).catch(async (error) => {
    if (!/ 409 /.test(String(error))) throw error;
    const [run] = (await office.get(`${CROWD}/scans/${scan}/jobs?limit=1`)) as unknown as Row[];
    if (!run) throw error;
    return run;
  });
}

async function hasRun(office: Office, scan: string): Promise<void> {
  for (;;) {
    const [run] = (await office.get(`${CROWD}/scans/${scan}/jobs?limit=1`)) as unknown as Row[];
    if (run?.status === "completed") return;
    if (run?.status === "failed") throw new Error(`a run failed: ${run.error_message}`);
    await new Promise((resume) => setTimeout(resume, 250));
  }
}

/** A scan without a schedule runs only when it is told to. */
function scanOf(source: string, type: string, table: string, name: string, counts = true) {
  return {
    data_source_id: source,
    name,
    base_query: `SELECT event_time, name FROM ${table}`,
    event_type_id: type,
    event_name_format: "{name}",
    ...(counts && { time_column: "event_time", interval: "1h" }),
    cardinality_threshold: 20_000,
    metrics_row_limit: 1_000_000,
    is_static: true,
  };
}

function fields(n: number) {
  return Array.from({ length: FIELDS_AT_ONCE }, (_, m) => ({
    name: `property_${n}_${m}`,
    display_name: `Property ${n}.${m}`,
    field_type: "string",
  }));
}

function drop(office: Office, n: number): Promise<Row> {
  const lines = Array.from(
    { length: 10_000 },
    (_, at) => `2026-03-${String(1 + (at % 28)).padStart(2, "0")},step ${at % 7}\n`,
  );
  const name = encodeURIComponent(`export ${padded(n)}.csv`);
  const text = `at,name\n${lines.join("")}`;
  return office.send("POST", `/files?name=${name}`, text, "application/octet-stream");
}

async function register(office: Office, n: number): Promise<Row> {
  const body = { email: `person${n}@example.com`, password: PASSWORD, name: `Person ${padded(n)}` };
  return office.send("POST", "/auth/register", JSON.stringify(body));
}
