// node e2e/run.mjs JOURNEY: runs web/e2e/JOURNEY.journey.ts and prints one JSON line a step.
// Journeys are TypeScript; they are turned into modules here, so that every Node the product supports can run them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import typescript from "typescript";

const here = fileURLToPath(new URL(".", import.meta.url));
const made = join(here, "../node_modules/.cache/e2e");
mkdirSync(made, { recursive: true });
for (const name of readdirSync(here).filter((file) => file.endsWith(".ts"))) {
  const { outputText } = typescript.transpileModule(readFileSync(join(here, name), "utf8"), {
    compilerOptions: {
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.ESNext,
    },
  });
  const source = outputText.replace(/(from\s+"\.\/[^"]+)\.ts"/g, '$1.mjs"');
  writeFileSync(join(made, name.replace(/\.ts$/, ".mjs")), source);
}

const journey = process.argv[2] ?? "main";
const { steps } = await import(pathToFileURL(join(made, `${journey}.journey.mjs`)));
const { drive } = await import(pathToFileURL(join(made, "browser.mjs")));
process.exitCode = (await drive(journey, steps)) ? 0 : 1;
