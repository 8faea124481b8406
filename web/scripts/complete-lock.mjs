// Adds to package-lock.json the exactly pinned optional packages of other platforms that the registry at hand did not offer.
// Without an entry for each of them `npm ci` refuses the lock on every platform. Run after `npm install`.
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/** What a name like `oxide-linux-x64-musl` says about the machine it is for. */
const platform = (name) => {
  const words = name.split("/").at(-1).split("-");
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const musl = words.includes("musl") ? { libc: ["musl"] } : {};
  return { ...(cpu.length ? { cpu } : {}), ...musl, ...(os.length ? { os } : {}) };
};

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const known = new Set(
  Object.keys(lock.packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + 13)),
);
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (known.has(name) || !/^\d/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(parent.dev ? { dev: true } : {}),
      optional: true,
      ...platform(name),
    };
  }
}
const byPath = ([one], [other]) => (one < other ? -1 : 1);
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byPath));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
