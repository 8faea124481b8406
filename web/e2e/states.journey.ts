import { deepEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { becomeOwner } from "./acting.ts";
import { inTurn, report, step } from "./browser.ts";
import { Office } from "./office.ts";
import { beginCrowd, furnishBlank, gather, makeBlank, NOWHERE } from "./states-crowd.ts";
import { measured } from "./states-speed.ts";
import { NO_PAGE, VIEWS } from "./states-views.ts";
import { address, fails, isLong, one, shows, waits, walk } from "./states-walk.ts";

const ROUTER = join(process.cwd(), "src/app/router.tsx");
const isInside = (path: string) => path.includes("$slug");
let office: Office;
let blank = NOWHERE;
let crowd = NOWHERE;
let source = "";

export const steps = [
  step("every page of the router has its four states", async () => {
    const paths = [
      ...readFileSync(ROUTER, "utf8").matchAll(/(?:\b(?:page|door)\(|path:)\s*"(\/[^"]*)"/g),
    ];
    const known = new Set([...VIEWS.map(({ path }) => path), ...NO_PAGE]);
    deepEqual(new Set(paths.map(([, path]) => path)), known);
  }),

  step("an instance that holds nothing says what comes next", async (world) => {
    await becomeOwner(world);
    await world.page.getByRole("heading", { name: "See what your data does" }).waitFor();
    world.expectNothingMore();
    await walk(world, empties(false), (lane, view, turn) =>
      shows(lane, view, address(view, blank), sentence(view), "empty", [one(turn)]),
    );
  }),

  step("a project that holds nothing says what comes next", async (world) => {
    office = await Office.of(world);
    blank = await makeBlank(office);
    source = (
      await office.post("/data-sources", {
        name: "Files",
        db_type: "duckdb",
        host: "file",
        database_name: ".",
      })
    ).id;
    crowd = await beginCrowd(office, source);
    const needing = (path: string) => /\$(type|scan|scope)/.test(path);
    const all = empties(true);
    await walk(
      world,
      all.filter(({ path }) => !needing(path)),
      (lane, view, turn) =>
        shows(lane, view, address(view, blank), sentence(view), "empty", [one(turn)]),
    );
    blank = { ...blank, ...(await furnishBlank(office, source)) };
    await walk(
      world,
      all.filter(({ path }) => needing(path)),
      (lane, view, turn) =>
        shows(lane, view, address(view, blank), sentence(view), "empty", [one(turn)]),
    );
  }),

  step("what people and data bring in years is there", async () => {
    crowd = await gather(office, source, crowd);
  }),

  step("every page waits without a number it does not know", async (world) => {
    await walk(
      world,
      VIEWS.filter(({ still }) => !still),
      async (lane, view, turn) => {
        await waits(lane, view, address(view, crowd), turn);
        await fails(lane, view, view.full.says, turn);
      },
    );
  }),

  step("every page is as good with ten thousand rows", async (world) => {
    await walk(world, VIEWS, async (lane, view, turn) => {
      await shows(lane, view, address(view, crowd), view.full.says, "full", inTurn(turn));
      await isLong(lane, view);
    });
  }),

  step("the lists answer quickly at that size", async () => {
    report({ measured: await measured(office, crowd) });
  }),
];

const empties = (inside: boolean) =>
  VIEWS.filter(({ path, empty }) => isInside(path) === inside && empty instanceof RegExp);

const sentence = ({ empty }: (typeof VIEWS)[number]) => (empty instanceof RegExp ? empty : /./);
