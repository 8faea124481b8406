import type { InstanceSettings, SettingOut } from "@/api/generated/types.gen";

export const OWNER = {
  id: "u1",
  email: "ada@example.com",
  name: "Ada",
  role: "owner",
  org: "default",
  orgs: [],
  api_key_scope: null,
  is_platform_admin: true,
  created_at: "2026-11-30T10:00:00Z",
  updated_at: "2026-11-30T10:00:00Z",
};

/** A setting as the server lists it. */
export const setting = (name: string, of: Partial<SettingOut>): SettingOut => ({
  name,
  section: "email",
  kind: "text",
  description: "What it does",
  effect: "next_use",
  source: "default",
  configured: false,
  fallback: "",
  pending: false,
  choices: [],
  minimum: null,
  maximum: null,
  depends_on: null,
  ...of,
});

/** The settings of an instance with mail, limits and a public address. */
export function instance(over: Partial<InstanceSettings> = {}): InstanceSettings {
  return {
    runtime: { app_base_url: "https://tripl.example.com", scan_row_limit_default: 50_000 },
    email: { smtp_host: "", smtp_port: 587, smtp_password: null, smtp_from_address: "" },
    security: { rate_limit_enabled: true, rate_limit_login_per_minute: 5, cors_allow_origins: [] },
    observability: { log_level: "INFO" },
    system: { debug: "unset", database_url: "configured", encryption_key: "configured" },
    overridden_fields: [],
    sources: {},
    fields: [
      setting("app_base_url", { section: "runtime", source: "env" }),
      setting("scan_row_limit_default", { section: "runtime", kind: "number", minimum: 1 }),
      setting("smtp_host", {}),
      setting("smtp_port", { kind: "number", depends_on: "smtp_host", minimum: 1, maximum: 65535 }),
      setting("smtp_password", { kind: "secret", depends_on: "smtp_host", fallback: null }),
      setting("smtp_from_address", { depends_on: "smtp_host" }),
      setting("rate_limit_enabled", { section: "security", kind: "switch", effect: "next_start" }),
      setting("rate_limit_login_per_minute", {
        section: "security",
        kind: "number",
        effect: "next_start",
        depends_on: "rate_limit_enabled",
      }),
      setting("cors_allow_origins", { section: "security", kind: "list", effect: "next_start" }),
      setting("log_level", {
        section: "observability",
        kind: "choice",
        choices: ["INFO", "ERROR"],
      }),
    ],
    warnings: [],
    ignored: false,
    ...over,
  };
}
