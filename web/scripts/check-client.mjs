// Fails when src/api/generated is not what ../openapi.json gives.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const committed = "src/api/generated";
const fresh = mkdtempSync(join(tmpdir(), "tripl-client-"));

const files = (root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();

try {
  const made = spawnSync("npx", ["--no-install", "openapi-ts"], {
    env: { ...process.env, CLIENT_OUTPUT: fresh },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (made.status !== 0) process.exit(made.status ?? 1);
  const all = [...new Set([...files(fresh), ...files(committed)])];
  const stale = all.filter((name) => {
    try {
      return !readFileSync(join(fresh, name)).equals(readFileSync(join(committed, name)));
    } catch {
      return true;
    }
  });
  if (stale.length > 0) {
    console.error(`The generated client is stale: ${stale.join(", ")}. Run \`npm run client\`.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
