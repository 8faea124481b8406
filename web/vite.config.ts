import { resolve } from "node:path";
import { fileURLToPath, URL } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const own = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      // A module that exports `extensions`; without one the pages are ours alone.
      "@installed": resolve(process.env.TRIPL_WEB_EXTENSIONS ?? own("./src/lib/no-extensions.ts")),
      "@": own("./src"),
    },
  },
  build: {
    outDir: "dist",
    manifest: true,
    // The notices of what the pages are made of, fonts included, travel with them.
    license: { fileName: "licences.md" },
    // The policy allows no inline script, and a data: address of a script or style would be one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    // compose.dev.yaml has the API on another host.
    proxy: { "/api": process.env.TRIPL_API ?? "http://127.0.0.1:8000" },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
    maxWorkers: 1,
  },
});
