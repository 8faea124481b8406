import type { ComponentType, ReactNode } from "react";

type Load = () => Promise<{ Page: () => ReactNode }>;

/** What an extension adds to the pages. It is built in: `TRIPL_WEB_EXTENSIONS` names the module at the build. */
export type WebExtension = {
  name: string;
  /** Pages of signed-in people; below /settings/ they get the rail beside them. */
  pages?: { path: string; load: Load }[];
  /** Entries of the settings' rail, in a group of their own. */
  settings?: { label: string; to: string; holds: string }[];
  /** Below the form of the sign-in page. */
  signInPanels?: ComponentType[];
  /** Around every page of a signed-in person: renders its children, or says why it does not. */
  shellGates?: ComponentType<{ children: ReactNode }>[];
  /** Teasers that it takes away, by their ids. */
  provides?: string[];
};
