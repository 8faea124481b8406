import type { View } from "./states-views.ts";

const PEOPLE = "people make them one by one";

/** The pages of settings that belong to no project. */
export const SETTINGS_VIEWS: View[] = [
  {
    name: "profile",
    path: "/settings/profile",
    empty: { never: "whoever looks is somebody" },
    full: { says: /owner@example.com/ },
  },
  {
    name: "workspace",
    path: "/settings/workspace",
    empty: { never: "whoever looks is a member" },
    full: { says: /Person 007/, list: { label: "Members", least: 15, because: PEOPLE } },
  },
  {
    name: "organization",
    path: "/settings/organization",
    empty: /There is no group yet/,
    full: { says: /Group 007/, list: { label: "Groups", least: 40, because: PEOPLE } },
  },
  {
    name: "instance-runtime",
    path: "/settings/instance/runtime",
    empty: { never: "every setting has a value" },
    full: { says: /Public address/ },
  },
  {
    name: "instance-email",
    path: "/settings/instance/email",
    empty: { never: "every setting has a value" },
    full: { says: /Mail server/ },
  },
  {
    name: "instance-security",
    path: "/settings/instance/security",
    empty: { never: "every setting has a value" },
    full: { says: /Other origins/ },
  },
  {
    name: "instance-observability",
    path: "/settings/instance/observability",
    empty: { never: "every setting has a value" },
    full: { says: /Header of the request id/ },
  },
  {
    name: "system",
    path: "/settings/instance/system",
    empty: { never: "there always is a system" },
    full: { says: /Schema revision/ },
  },
  {
    name: "instance-audit",
    path: "/settings/instance/audit",
    empty: { never: "the first account is written down" },
    full: { says: /Audit log/ },
  },
  {
    name: "api-keys",
    path: "/settings/api-keys",
    empty: /You have no key/,
    full: { says: /Pipeline 007/, list: { label: "API keys", least: 80, because: PEOPLE } },
  },
];
