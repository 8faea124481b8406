import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { ForgotPasswordPage } from "./forgot-password-page";
import { ResetPasswordPage } from "./reset-password-page";

const mail = (email_configured: boolean) =>
  server.use(http.get("*/auth/status", () => HttpResponse.json({ email_configured })));

describe("a lost password", () => {
  it("is asked for by mail, and the answer tells nothing about the address [AC-16]", async () => {
    mail(true);
    const sent: unknown[] = [];
    server.use(
      http.post("*/auth/password-reset/request", async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({
          message: "If an account has this address.",
          email_configured: true,
        });
      }),
    );
    const { user } = await renderPart(<ForgotPasswordPage />);
    await user.type(await screen.findByLabelText("Email"), "ada@example.com");
    await user.click(screen.getByRole("button", { name: "Send a link" }));
    expect(await screen.findByRole("status")).toHaveTextContent(/If an account has this address/);
    expect(sent).toEqual([{ email: "ada@example.com" }]);
  });

  it("is no matter for mail on a server that sends none [AC-19]", async () => {
    mail(false);
    await renderPart(<ForgotPasswordPage />);
    expect(await screen.findByText(/sends no mail. Ask an owner/)).toBeVisible();
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  it("is replaced behind the link, which may be dead [AC-17] [AC-18]", async () => {
    const sent: unknown[] = [];
    server.use(
      http.post("*/auth/password-reset/confirm", async ({ request }) => {
        const said = (await request.json()) as { token: string };
        sent.push(said);
        return said.token === "good"
          ? HttpResponse.json({ message: "done" })
          : HttpResponse.json({ detail: "dead" }, { status: 400 });
      }),
    );
    const choose = async (token: string) => {
      const { user, unmount } = await renderPart(<ResetPasswordPage />, `/reset-password#${token}`);
      await user.type(screen.getByLabelText("New password"), "a good pass phrase 1!");
      await user.click(screen.getByRole("button", { name: "Change the password" }));
      return unmount;
    };
    const unmount = await choose("dead");
    expect(await screen.findByRole("heading", { name: /does not work/ })).toBeVisible();
    unmount();
    await choose("good");
    expect(await screen.findByRole("heading", { name: /is changed/ })).toBeVisible();
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual({ token: "good", new_password: "a good pass phrase 1!" });
  });

  it("needs a whole link", async () => {
    await renderPart(<ResetPasswordPage />, "/reset-password");
    expect(await screen.findByRole("heading", { name: /does not work/ })).toBeVisible();
  });
});
