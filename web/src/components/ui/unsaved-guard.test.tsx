import { Link, useRouter } from "@tanstack/react-router";
import { act, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { UnsavedGuard } from "./unsaved-guard";

function Form() {
  const [name, setName] = useState("Visits");
  const router = useRouter();
  return (
    <>
      <input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <UnsavedGuard edited={name !== "Visits"} />
      <Link to={"/elsewhere" as never}>Elsewhere</Link>
      <button
        type="button"
        onClick={() => void router.navigate({ to: "/saved" as never, ignoreBlocker: true })}
      >
        Save
      </button>
    </>
  );
}

it("asks before edits are left, and not once they are taken back [N-50]", async () => {
  const { user, router } = await renderPart(<Form />, "/form");
  const place = () => router.state.location.pathname;
  const name = screen.getByLabelText("Name");
  await user.type(name, "!");
  await user.click(screen.getByRole("link", { name: "Elsewhere" }));
  await user.click(await screen.findByRole("button", { name: "Stay here" }));
  expect(place()).toBe("/form");
  expect(name).toHaveValue("Visits!");
  await user.type(name, "{Backspace}");
  await user.click(screen.getByRole("link", { name: "Elsewhere" }));
  await waitFor(() => expect(place()).toBe("/elsewhere"));
});

it("lets go who says so, and what was saved [N-50]", async () => {
  const { user, router } = await renderPart(<Form />, "/form");
  const place = () => router.state.location.pathname;
  await user.type(screen.getByLabelText("Name"), "!");
  await user.click(screen.getByRole("link", { name: "Elsewhere" }));
  await user.click(await screen.findByRole("button", { name: "Leave" }));
  await waitFor(() => expect(place()).toBe("/elsewhere"));
  await act(async () => screen.getByRole("button", { name: "Save" }).click());
  await waitFor(() => expect(place()).toBe("/saved"));
});
