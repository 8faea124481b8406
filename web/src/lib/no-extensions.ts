import type { WebExtension } from "./extensions";

/** A build without extensions; the alias "@installed" leads here unless the build names another module. */
export const extensions: WebExtension[] = [];
