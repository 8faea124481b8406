import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";
import { client } from "@/api/generated/client.gen";
import { session } from "@/lib/session";
import { server } from "./server";

// A page that is loaded when it is first shown takes longer than a second on a busy machine.
configure({ asyncUtilTimeout: 4000 });

// What jsdom lacks: no canvas (the table twin has every number), no layout, no media.
HTMLCanvasElement.prototype.getContext = () => null;
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.scrollTo = () => undefined;
Object.defineProperty(navigator, "language", { value: "en-GB", configurable: true });
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.hasPointerCapture = () => false;
Element.prototype.setPointerCapture = () => undefined;
Element.prototype.releasePointerCapture = () => undefined;
window.matchMedia = (query: string) =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
  }) satisfies MediaQueryList;

// Node asks whole addresses only.
beforeAll(() => client.setConfig({ baseUrl: "http://127.0.0.1" }));
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  session.markAlive();
  localStorage.clear();
});
afterAll(() => server.close());
