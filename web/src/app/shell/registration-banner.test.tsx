import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { RegistrationBanner } from "./registration-banner";

function answer(registration_enabled: boolean) {
  let asked = 0;
  server.use(
    http.get("*/auth/status", () => {
      asked += 1;
      return HttpResponse.json({ has_users: true, registration_enabled });
    }),
  );
  return () => asked;
}

const WORDS = /can make an account here/;

describe("the banner of an open registration", () => {
  it("stands there for owners while strangers can make accounts [AC-6]", async () => {
    answer(true);
    await renderPart(<RegistrationBanner host="tripl.example.com" />);
    expect(await screen.findByText(WORDS)).toHaveTextContent("REGISTRATION_MODE=first");
  });

  it("is gone when registration is closed [AC-6]", async () => {
    const asked = answer(false);
    await renderPart(<RegistrationBanner host="tripl.example.com" />);
    await waitFor(() => expect(asked()).toBe(1));
    expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
  });

  it("does not even ask on a host that only this machine reaches", async () => {
    const asked = answer(true);
    for (const host of ["localhost", "127.0.0.1", "[::1]", "tripl.localhost"])
      await renderPart(<RegistrationBanner host={host} />);
    expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
    expect(asked()).toBe(0);
  });
});
