import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { toasts } from "./toast-store";
import { useOptimistic } from "./use-optimistic";

type Rule = { enabled: boolean };
type Answer = { resolve: () => void; reject: (error: Error) => void };

/** A server whose answers come when the test says so. */
function slowServer() {
  const state: Rule = { enabled: false };
  const waiting: Answer[] = [];
  return {
    waiting,
    read: async () => ({ ...state }),
    write: (asked: Rule) =>
      new Promise<void>((done, reject) => {
        const resolve = () => {
          state.enabled = asked.enabled;
          done();
        };
        waiting.push({ resolve, reject });
      }),
  };
}

function Switch({ server }: { server: ReturnType<typeof slowServer> }) {
  const rule = useQuery({ queryKey: ["rule"], queryFn: server.read });
  const change = useOptimistic<Rule, Rule>({
    send: server.write,
    queryKey: ["rule"],
    apply: (_before, asked) => asked,
    unchanged: (asked) => `The rule is still ${asked.enabled ? "off" : "on"}`,
  });
  if (!rule.data) return null;
  const { enabled } = rule.data;
  return (
    <button type="button" onClick={() => change.mutate({ enabled: !enabled })}>
      {enabled ? "on" : "off"}
    </button>
  );
}

async function shown() {
  const server = slowServer();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Switch server={server} />
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByText("off"));
  await waitFor(() => expect(server.waiting).toHaveLength(1));
  return server;
}

describe("useOptimistic", () => {
  beforeEach(() => {
    for (const toast of toasts.list()) toasts.dismiss(toast.id);
  });

  it("shows the new value before a slow server has answered, and keeps it", async () => {
    const server = await shown();
    expect(screen.getByText("on")).toBeVisible();
    await act(async () => server.waiting[0]?.resolve());
    expect(await screen.findByText("on")).toBeVisible();
    expect(toasts.list()).toEqual([]);
  });

  it("puts the old value back, says why, and tries again when asked", async () => {
    const server = await shown();
    await act(async () => server.waiting[0]?.reject(new Error("The destination is gone.")));
    expect(await screen.findByText("off")).toBeVisible();
    const toast = toasts.list()[0];
    expect(toast?.text).toBe("The rule is still off. The destination is gone.");
    await act(async () => toast?.action?.run());
    await waitFor(() => expect(server.waiting).toHaveLength(2));
    await act(async () => server.waiting[1]?.resolve());
    expect(await screen.findByText("on")).toBeVisible();
  });
});
