import type { ReactNode } from "react";
import type { WebExtension } from "@/lib/extensions";

function AcmePage() {
  return <h1>Acme's own page</h1>;
}

function AcmeSettings() {
  return <h1>Acme's settings</h1>;
}

function AcmeSignIn() {
  return <a href="/acme/start">Continue with Acme</a>;
}

function AcmeGate({ children }: { children: ReactNode }) {
  return sessionStorage.getItem("acme-shut") ? <p>Acme is shut today.</p> : children;
}

/** One of each, as another package would bring it. */
export const extensions: WebExtension[] = [
  {
    name: "Acme",
    pages: [
      { path: "/acme", load: async () => ({ Page: AcmePage }) },
      { path: "/settings/acme", load: async () => ({ Page: AcmeSettings }) },
    ],
    settings: [{ label: "Directory", to: "/settings/acme", holds: "scim ldap" }],
    signInPanels: [AcmeSignIn],
    shellGates: [AcmeGate],
    provides: ["scim"],
  },
];
