// Fails when the built pages weigh more than their budget. Sizes are gzipped JavaScript, in kB of 1000 bytes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const FIRST_LOAD = 180;
const ROUTE_CHUNK = 60;
const dist = "dist";
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

const kilobytes = (file) => gzipSync(readFileSync(join(dist, file))).length / 1000;

/** A chunk and everything it imports before it can run. */
function closure(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, found);
  return found;
}
const weigh = (keys) => [...keys].reduce((sum, key) => sum + kilobytes(manifest[key].file), 0);

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const shell = closure(entry);
const routes = Object.keys(manifest).filter((key) => /^src\/routes\/.*-page\.tsx$/.test(key));
const complaints = [];
let heaviest = { first: 0, own: 0 };
for (const route of routes) {
  const own = [...closure(route)].filter((key) => !shell.has(key));
  const first = weigh(shell) + weigh(own);
  heaviest = {
    first: Math.max(heaviest.first, first),
    own: Math.max(heaviest.own, kilobytes(manifest[route].file)),
  };
  if (first > FIRST_LOAD) complaints.push(`${route}: ${first.toFixed(1)} kB to its first paint`);
}
for (const { file, isEntry } of Object.values(manifest).filter(({ file }) =>
  file.endsWith(".js"),
)) {
  if (!isEntry && kilobytes(file) > ROUTE_CHUNK)
    complaints.push(`${file}: ${kilobytes(file).toFixed(1)} kB`);
}
console.log(
  `first load ${heaviest.first.toFixed(1)} of ${FIRST_LOAD} kB, largest route ${heaviest.own.toFixed(1)} of ${ROUTE_CHUNK} kB`,
);
for (const complaint of complaints) console.error(`too heavy: ${complaint}`);
if (complaints.length > 0) process.exitCode = 1;
