import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { server } from "@/testing/server";
import { guardedFetch } from "./api-client";
import { connection } from "./connection";
import { NoAnswerError, ProblemError, problemFromResponse, problemOf } from "./problem";
import { session } from "./session";

const answer = (status: number, body: unknown, headers = {}) =>
  problemFromResponse(new Response(null, { status, headers }), body);

const ADDRESS = "http://tripl.test/api/v1/projects";

describe("problems", () => {
  it("shows the server's sentence as it is", () => {
    const problem = answer(
      409,
      { detail: "Scan job is not active (status: failed)" },
      { "x-request-id": "r-1" },
    );
    expect(problem.detail).toBe("Scan job is not active (status: failed)");
    expect(problem.requestId).toBe("r-1");
  });

  it("puts the findings of a 422 at their fields", () => {
    const problem = answer(422, {
      detail: [
        { loc: ["body", "name"], msg: "Field required", type: "missing" },
        {
          loc: ["body", "connection_settings", "sslmode"],
          msg: "Value error, unknown mode",
          type: "value_error",
        },
      ],
    });
    expect(problem.fields).toEqual({
      name: "Field required",
      "connection_settings.sslmode": "Unknown mode",
    });
    expect(problem.detail).toContain("name: Field required");
  });

  it("never shows an empty message", () => {
    expect(answer(500, null).detail).toContain("Try again");
    expect(problemOf(new NoAnswerError()).title).toBe("The server does not answer");
  });
});

describe("the guarded fetch", () => {
  it("throws the refusal of the server", async () => {
    server.use(
      http.get(ADDRESS, () => HttpResponse.json({ detail: "Project not found" }, { status: 404 })),
    );
    const failure = await guardedFetch(ADDRESS).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProblemError);
    expect(problemOf(failure)).toMatchObject({ status: 404, detail: "Project not found" });
    expect(session.isExpired()).toBe(false);
  });

  it("notices a lost session, but not a stranger who asks who they are", async () => {
    const refuse = () => HttpResponse.json({ detail: "Not authenticated" }, { status: 401 });
    server.use(http.get("http://tripl.test/api/v1/auth/me", refuse), http.get(ADDRESS, refuse));
    await guardedFetch("http://tripl.test/api/v1/auth/me").catch(() => null);
    expect(session.isExpired()).toBe(false);
    await guardedFetch(ADDRESS).catch(() => null);
    expect(session.isExpired()).toBe(true);
  });

  it("knows a server that is away from one that refuses, and when it is back", async () => {
    let returned = 0;
    const stop = connection.onReturn(() => {
      returned += 1;
    });
    server.use(http.get(ADDRESS, () => HttpResponse.error()));
    const failure = await guardedFetch(ADDRESS).catch((error: unknown) => error);
    expect(problemOf(failure).title).toBe("The server does not answer");
    expect(connection.state().lostAt).not.toBeNull();

    server.use(
      http.get(ADDRESS, () => HttpResponse.json({ detail: "No database" }, { status: 503 })),
    );
    await guardedFetch(ADDRESS).catch(() => null);
    expect(connection.state().lostAt).toBeNull();
    expect(returned).toBe(1);

    server.use(http.get(ADDRESS, () => HttpResponse.html("<h1>Bad Gateway</h1>", { status: 502 })));
    await guardedFetch(ADDRESS).catch(() => null);
    expect(connection.state().lostAt).not.toBeNull();
    connection.answered();
    stop();
  });

  it("does not wait for ever, and blames nobody for what the page took back", async () => {
    server.use(http.get(ADDRESS, () => new Promise<never>(() => undefined)));
    const late = await guardedFetch(ADDRESS, {}, 20).catch((error: unknown) => error);
    expect(problemOf(late).detail).toContain("said nothing");
    connection.answered();
    const leaving = new AbortController();
    const asked = guardedFetch(ADDRESS, { signal: leaving.signal }).catch(() => "taken back");
    leaving.abort();
    expect(await asked).toBe("taken back");
    expect(connection.state().lostAt).toBeNull();
  });
});
