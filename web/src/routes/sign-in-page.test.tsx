// @vitest-environment-options {"url": "http://tripl.lan/sign-in"}
import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { SignInPage, travelsOpen } from "./sign-in-page";

const answer = (secure: boolean, known = true) =>
  server.use(
    http.get("*/auth/status", () =>
      HttpResponse.json({
        has_users: known,
        registration_enabled: false,
        session_cookie_secure: secure,
      }),
    ),
  );

describe("signing in over plain http", () => {
  it.each([true, false])(
    "explains that the session would be lost, also before the first account [O-110]",
    async (known) => {
      expect(window.location.protocol).toBe("http:");
      answer(true, known);
      await renderPart(<SignInPage />);
      expect(await screen.findByText(/Signing in will not last here/)).toBeVisible();
      expect(screen.getByText(/Open the https address/)).toBeVisible();
    },
  );

  it("says nothing where the cookie may travel so [O-110]", async () => {
    answer(false);
    await renderPart(<SignInPage />);
    expect(await screen.findByRole("button", { name: "Sign in" })).toBeVisible();
    expect(screen.queryByText(/Signing in will not last here/)).toBeNull();
  });

  it("knows where browsers keep a secure cookie [O-110]", () => {
    const at = (url: string) => travelsOpen(new URL(url));
    expect(at("http://tripl.example.com/")).toBe(true);
    expect(at("http://10.0.0.7:8000/")).toBe(true);
    for (const fine of [
      "https://tripl.example.com/",
      "http://localhost:8000/",
      "http://127.0.0.1/",
    ])
      expect(at(fine)).toBe(false);
    expect(at("http://[::1]:8000/")).toBe(false);
  });
});
