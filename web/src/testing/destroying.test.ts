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

const operations = [
  ...Object.values(client)
    .join("\n")
    .matchAll(/export const (\w+) = .*\.delete</g),
].map((match) => match[1] ?? "");
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
  });

  // What cannot be undone asks first; a whole project asks for its name to be typed.
  it.each(uses)("$operation in $file can be undone or is confirmed", ({ file }) => {
    expect(sources[file]).toMatch(/<ConfirmDialog\b|label: "Undo"|label=\{`Type \$\{/);
  });
});
