import { describe, expect, it } from "vitest";

const sources = import.meta.glob<string>("../{routes,features,app}/**/*.tsx", {
  query: "?raw",
  import: "default",
  eager: true,
});
const client = import.meta.glob<string>("../api/generated/sdk.gen.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});

const calls = [
  ...Object.values(client)
    .join("\n")
    .matchAll(/export const (\w+) = .*\.(get|delete)<.*url: '([^']+)'/g),
].map(([, operation = "", method, url = ""]) => ({ operation, method, url }));
const operations = calls
  .filter(({ method }) => method === "delete")
  .map(({ operation }) => operation);
const urls = new Map(calls.map(({ operation, url }) => [operation, url] as const));
const counted = new Set<string | undefined>(
  calls
    .filter(({ url }) => url.endsWith("/deletion"))
    .map(({ url }) => url.replace(/\/deletion$/, "")),
);
/** Where each operation is used: by the function itself or by its mutation. */
const uses = operations.flatMap((operation) =>
  Object.entries(sources)
    .filter(([, text]) => new RegExp(`\\b${operation}(Mutation)?\\(`).test(text))
    .map(([file]) => ({ operation, file })),
);

describe("What destroys", () => {
  it("finds the operations of the client and their uses", () => {
    expect(operations.length).toBeGreaterThan(5);
    expect(uses.length).toBeGreaterThan(3);
    expect(counted.size).toBeGreaterThan(5);
  });

  it.each(uses)("$operation in $file can be undone or is confirmed", ({ file }) => {
    expect(sources[file]).toMatch(
      /<(ConfirmDialog|DestroyDialog|DeleteSource)\b|undoable\.remove\(/,
    );
  });

  // The server counts what goes along with these: the dialog has to say it.
  it.each(uses.filter(({ operation }) => counted.has(urls.get(operation))))(
    "$operation in $file can be undone or names what it takes along",
    ({ file }) => {
      expect(sources[file]).toMatch(/<(DestroyDialog|DeleteSource)\b|undoable\.remove\(/);
    },
  );
});
