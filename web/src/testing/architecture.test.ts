import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "..");
const WALL = 250;

/** From high to low: a file imports only from its own layer or a lower one. */
const LAYERS = ["app", "routes", "features", "api", "components", "lib"];

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => relative(SRC, join(entry.parentPath, entry.name)))
  .filter((path) => !path.startsWith("api/generated/"));
const product = files.filter((path) => !path.startsWith("testing/") && !/\.test\.tsx?$/.test(path));

const read = (path: string) => readFileSync(join(SRC, path), "utf8");
const layerOf = (path: string) => path.split("/")[0] ?? "";

function importsOf(path: string): string[] {
  const found = [...read(path).matchAll(/(?:from|import)\s*\(?\s*"([@.][^"]*)"/g)].map(
    (match) => match[1] ?? "",
  );
  return found
    .filter((name) => name.startsWith("@/") || name.startsWith("."))
    .map((name) =>
      name.startsWith("@/") ? name.slice(2) : relative(SRC, resolve(SRC, dirname(path), name)),
    );
}

/** The file behind an import, without its ending. */
const bare = (path: string) => path.replace(/\.tsx?$/, "");

describe("the shape of the source", () => {
  it("imports one way: app, routes, features, api, components, lib", () => {
    const wrong = product.flatMap((path) =>
      importsOf(path)
        .filter((target) => LAYERS.includes(layerOf(target)) && LAYERS.includes(layerOf(path)))
        .filter((target) => LAYERS.indexOf(layerOf(target)) < LAYERS.indexOf(layerOf(path)))
        .map((target) => `${path} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps features apart from each other", () => {
    const wrong = product
      .filter((path) => layerOf(path) === "features")
      .flatMap((path) =>
        importsOf(path)
          .filter((target) => layerOf(target) === "features")
          .filter((target) => target.split("/")[1] !== path.split("/")[1])
          .map((target) => `${path} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it("leaves tests and made-up data out of the product", () => {
    const wrong = product.filter((path) =>
      importsOf(path).some((target) => layerOf(target) === "testing"),
    );
    expect(wrong).toEqual([]);
  });

  it("has no import cycle", () => {
    const known = new Map(product.map((path) => [bare(path), path]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: string[]) => {
      if (trail.includes(path))
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      if (trail.includes(path) || done.has(path)) return;
      for (const target of importsOf(path)) {
        const next = known.get(bare(target));
        if (next) visit(next, [...trail, path]);
      }
      done.add(path);
    };
    for (const path of product) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it(`keeps every file within ${WALL} lines`, () => {
    const long = files.filter((path) => read(path).split("\n").length - 1 > WALL);
    expect(long).toEqual([]);
  });

  it("names files in kebab case and never utils, helpers, misc or common", () => {
    const wrong = files.filter((path) => {
      const name = path.split("/").pop() ?? "";
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d))?\.tsx?$/.test(name) ||
        /^(utils?|helpers?|misc|common)\./.test(name)
      );
    });
    expect(wrong).toEqual([]);
  });

  it("uses token colours only", () => {
    const raw = /#[0-9a-fA-F]{3,8}\b(?!\w)|\b(?:rgb|hsl|oklch|oklab)a?\(/;
    const wrong = product
      .filter((path) => layerOf(path) !== "app" || path.includes("shell"))
      .flatMap((path) =>
        read(path)
          .split("\n")
          .filter((line) => raw.test(line.replace(/&#\w+;/g, "")))
          .map((line) => `${path}: ${line.trim()}`),
      );
    expect(wrong).toEqual([]);
  });

  it("writes numbers and dates in lib only", () => {
    const own = /\bIntl\.|\.toLocale\w*String\(|\.to(?:Date|Time)String\(/;
    const wrong = product.filter((path) => layerOf(path) !== "lib" && own.test(read(path)));
    expect(wrong).toEqual([]);
  });

  it("shows moments with their UTC: pages leave local dates and times to Moment", () => {
    // Days of daily buckets and the ends of data are UTC by themselves; charts have their own read-out.
    const local =
      /\bformat(?:Ago|DateTime|Time)\b|\bformatDay\((?![^()]*(?:\([^()]*\))?[^()]*, true\))/;
    const wrong = product
      .filter((path) => path.endsWith(".tsx") && path !== "components/ui/moment.tsx")
      .filter((path) => local.test(read(path)));
    expect(wrong).toEqual([]);
  });

  it("has no barrel", () => {
    expect(files.filter((path) => /(^|\/)index\.tsx?$/.test(path))).toEqual([]);
  });
});
