import { act, screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { instance, OWNER } from "@/testing/instance";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import {
  EmailSettingsPage,
  ObservabilitySettingsPage,
  RuntimeSettingsPage,
  SecuritySettingsPage,
} from "./instance-settings-page";

type Sent = Record<string, unknown>;

/** A server that takes every change and answers with what it had. */
function answer(found = instance(), me: Record<string, unknown> = OWNER) {
  const sent: Sent[] = [];
  server.use(
    http.get("*/auth/me", () => HttpResponse.json(me)),
    http.get("*/settings", () => HttpResponse.json(found)),
    http.patch("*/settings", async ({ request }) => {
      sent.push((await request.json()) as Sent);
      return HttpResponse.json(found);
    }),
  );
  return sent;
}

const mailed = (over = {}) => {
  const found = instance();
  found.email = { ...found.email, smtp_host: "smtp.example.com", smtp_from_address: "a@b.co" };
  for (const field of found.fields)
    if (field.section === "email") Object.assign(field, { source: "override", configured: true });
  return { ...found, ...over };
};

describe("settings of the instance", () => {
  it("sends only what was changed, a list as its lines [CF-11]", async () => {
    const sent = answer();
    const { user } = await renderPart(<SecuritySettingsPage />);
    await user.type(
      await screen.findByLabelText("Other origins"),
      "https://a.co{Enter}https://b.co",
    );
    expect(screen.getByText(/when app, worker and beat start again/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Save settings" }));
    expect(sent).toEqual([{ security: { cors_allow_origins: ["https://a.co", "https://b.co"] } }]);
  });

  it("says for each section when a change counts [CF-14]", async () => {
    answer();
    const { unmount } = await renderPart(<RuntimeSettingsPage />);
    expect(await screen.findByText(/Counts at the next use/)).toBeVisible();
    unmount();
    await renderPart(<ObservabilitySettingsPage />);
    expect(await screen.findByText(/when app, worker and beat start again/)).toBeVisible();
  });

  it("shows where a value comes from and what waits for a start [CF-13] [CF-14]", async () => {
    const found = instance();
    const limit = found.fields.find(({ name }) => name === "rate_limit_login_per_minute");
    Object.assign(limit ?? {}, { source: "override", pending: true });
    answer(found);
    const { unmount } = await renderPart(<SecuritySettingsPage />);
    expect(await screen.findByText("override")).toBeVisible();
    expect(
      screen.getByText(/not in use before app, worker and beat start again: Sign-ins/),
    ).toBeVisible();
    unmount();
    await renderPart(<RuntimeSettingsPage />);
    expect(await screen.findByText("env")).toBeVisible();
    expect(screen.queryByText("override")).toBeNull();
  });

  it("never shows a secret, keeps a blank one and clears it only when told [CF-12]", async () => {
    const sent = answer(mailed());
    const { user } = await renderPart(<EmailSettingsPage />);
    expect(await screen.findByText("Set, not shown")).toBeVisible();
    await user.clear(screen.getByLabelText("From address"));
    await user.type(screen.getByLabelText("From address"), "c@d.co");
    await user.click(screen.getByRole("button", { name: "Save settings" }));
    expect(sent).toEqual([{ email: { smtp_from_address: "c@d.co" } }]);
    await user.click(await screen.findByRole("button", { name: "Clear" }));
    await user.click(screen.getByRole("button", { name: "Save settings" }));
    expect(sent[1]).toEqual({ email: { smtp_password: null } });
  });

  it("keeps browsers from filling and checking what is typed [CF-40]", async () => {
    answer();
    await renderPart(<EmailSettingsPage />);
    const secret = await screen.findByLabelText("Password");
    expect(secret).toHaveAttribute("type", "password");
    expect(secret).toHaveAttribute("autocomplete", "new-password");
    expect(secret).toHaveAttribute("spellcheck", "false");
    expect(screen.getByLabelText("Mail server")).toHaveAttribute("autocomplete", "off");
    expect(screen.getByLabelText("Mail server")).toHaveAttribute("spellcheck", "false");
  });

  it("fades what hangs on a switch that is off, and leaves it editable [CF-19]", async () => {
    answer();
    const { user } = await renderPart(<SecuritySettingsPage />);
    const limit = await screen.findByLabelText("Sign-ins");
    expect(limit.closest("[data-idle]")).toBeNull();
    await user.click(screen.getByRole("checkbox", { name: /Limit attempts/ }));
    expect(limit.closest("[data-idle]")).not.toBeNull();
    expect(limit).toBeEnabled();
    await user.clear(limit);
    await user.type(limit, "9");
    expect(limit).toHaveValue("9");
  });

  it("puts a refusal at the setting that is at fault, and keeps what was typed [CF-20]", async () => {
    answer();
    server.use(
      http.patch("*/settings", () =>
        HttpResponse.json(
          {
            detail: [
              { loc: ["body", "smtp_from_address"], msg: "SMTP_FROM_ADDRESS must be an address" },
            ],
          },
          { status: 422 },
        ),
      ),
    );
    const { user } = await renderPart(<EmailSettingsPage />);
    const from = await screen.findByLabelText("From address");
    await user.type(from, "nobody");
    await user.click(screen.getByRole("button", { name: "Save settings" }));
    expect(await screen.findByText("SMTP_FROM_ADDRESS must be an address")).toBeVisible();
    expect(from).toHaveValue("nobody");
  });

  it("asks before a section is reset and tells what holds then [CF-11]", async () => {
    const sent = answer(mailed());
    const { user } = await renderPart(<EmailSettingsPage />);
    await user.click(await screen.findByRole("button", { name: "Reset section" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByText(/Mail server: back to nothing/)).toBeVisible();
    expect(sent).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Reset section" }));
    expect(sent).toEqual([{ reset: ["email"] }]);
  });

  it("is a notice for everybody else, and asks for nothing [CF-35]", async () => {
    answer(instance(), { ...OWNER, role: "admin", is_platform_admin: false });
    server.use(http.get("*/settings", () => HttpResponse.error()));
    await renderPart(<RuntimeSettingsPage />);
    expect(await screen.findByText("This belongs to whoever runs the instance")).toBeVisible();
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  it("tells that saved values are ignored [CF-16]", async () => {
    answer(instance({ ignored: true }));
    await renderPart(<RuntimeSettingsPage />);
    expect(await screen.findByText(/SETTINGS_IGNORE_OVERRIDES/)).toBeVisible();
  });
});

describe("leaving the page", () => {
  it("asks on the way to another page while something is not saved [CF-38]", async () => {
    answer();
    const { user, router } = await renderPart(
      <RuntimeSettingsPage />,
      "/settings/instance/runtime",
    );
    await user.type(await screen.findByLabelText("Public address"), "/x");
    for (const to of ["/elsewhere", "/settings/instance/email"]) {
      act(() => void router.navigate({ to }));
      const dialog = await screen.findByRole("dialog");
      expect(within(dialog).getByText(/is lost/)).toBeVisible();
      await user.click(within(dialog).getByRole("button", { name: "Stay here" }));
      expect(router.state.location.pathname).toBe("/settings/instance/runtime");
    }
  });

  it("never asks when nothing was changed, or was changed back [CF-38]", async () => {
    answer();
    const { user, router } = await renderPart(<RuntimeSettingsPage />, "/settings/profile");
    const field = await screen.findByLabelText("Public address");
    await user.type(field, "/");
    await user.type(field, "{Backspace}");
    await act(() => router.navigate({ to: "/elsewhere" }));
    expect(router.state.location.pathname).toBe("/elsewhere");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("the test mail", () => {
  it("waits for a mail server and a From address that are saved [CF-30]", async () => {
    answer();
    const { user } = await renderPart(<EmailSettingsPage />);
    const send = await screen.findByRole("button", { name: "Send test email" });
    await user.type(screen.getByLabelText("Mail server"), "smtp.example.com");
    await user.type(screen.getByLabelText("From address"), "a@b.co");
    expect(send).toBeDisabled();
    expect(screen.getByText("Save a mail server and a From address first.")).toBeVisible();
  });

  it("shows the answer of the relay, while it takes long that it does, and a lost connection [CF-30]", async () => {
    answer(mailed());
    let release = (_: Response) => {};
    const asked = new Promise<Response>((resolve) => {
      release = resolve;
    });
    server.use(http.post("*/settings/email/test", () => asked, { once: true }));
    const { user } = await renderPart(<EmailSettingsPage />);
    await user.click(await screen.findByRole("button", { name: "Send test email" }));
    expect(await screen.findByRole("button", { name: "Sending" })).toBeVisible();
    release(HttpResponse.json({ ok: false, message: "It said: 550 who is that?" }));
    expect(await screen.findByText("It said: 550 who is that?")).toBeVisible();
    server.use(http.post("*/settings/email/test", () => HttpResponse.error()));
    await user.click(screen.getByRole("button", { name: "Send test email" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The server does not answer");
    expect(screen.queryByText("It said: 550 who is that?")).toBeNull();
  });
});
