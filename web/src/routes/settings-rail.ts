import { extensions } from "@installed";
import { labelsOf } from "@/features/settings/words";
import { matches } from "@/lib/word-match";

export type RailEntry = {
  label: string;
  to: string;
  /** What stands on the page, so that the search finds it by that. */
  holds: string;
};
export type RailGroup = { label: string; entries: RailEntry[] };

const ACCOUNT: RailGroup = {
  label: "Account",
  entries: [
    {
      label: "Profile",
      to: "/settings/profile",
      holds: "name email role appearance theme light dark keyboard shortcuts export delete account",
    },
    {
      label: "Security",
      to: "/settings/profile#security",
      holds: "password sessions sign out everywhere",
    },
  ],
};

const WORKSPACE: RailGroup = {
  label: "Workspace",
  entries: [
    {
      label: "Members",
      to: "/settings/workspace",
      holds: "people roles owner admin member invite invitation access default role",
    },
    {
      label: "Organization",
      to: "/settings/organization",
      holds: "name slug groups team hand over ownership owner delete danger",
    },
    {
      label: "Data sources",
      to: "/data-sources",
      holds: "warehouse connection postgres clickhouse bigquery duckdb files",
    },
    {
      label: "API keys",
      to: "/settings/api-keys",
      holds: "token bearer script ci agent read write",
    },
  ],
};

const INSTANCE: RailGroup = {
  label: "Instance",
  entries: [
    {
      label: "Runtime",
      to: "/settings/instance/runtime",
      holds: labelsOf(["app_base_url", "scan_row_limit_default", "metrics_row_limit_default"]),
    },
    {
      label: "Email",
      to: "/settings/instance/email",
      holds: `smtp relay test ${labelsOf(["smtp_host", "smtp_port", "smtp_security", "smtp_username", "smtp_password", "smtp_from_address"])}`,
    },
    {
      label: "Security & access",
      to: "/settings/instance/security",
      holds: `csp cors rate limit cookie ${labelsOf([
        "registration_mode",
        "session_cookie_secure",
        "session_ttl_hours",
        "cors_allow_origins",
        "rate_limit_enabled",
        "rate_limit_trust_forwarded_for",
        "security_headers_enabled",
        "content_security_policy",
        "hsts_enabled",
      ])}`,
    },
    {
      label: "Observability",
      to: "/settings/instance/observability",
      holds: `log debug metrics opentelemetry ${labelsOf(["request_id_header", "log_level", "log_json", "prometheus_metrics_enabled", "otel_exporter_otlp_endpoint"])}`,
    },
    {
      label: "System",
      to: "/settings/instance/system",
      holds:
        "version database broker cache redis rabbitmq encryption key schema revision workers heartbeat scheduler beat stuck runs deliveries",
    },
    { label: "Audit log", to: "/settings/instance/audit", holds: "who changed what when history" },
  ],
};

const project = (slug: string): RailGroup => ({
  label: "Project",
  entries: [
    {
      label: "General",
      to: `/p/${slug}/settings`,
      holds: "name slug address description releases people access maintenance reset delete danger",
    },
    {
      label: "Detection",
      to: `/p/${slug}/settings/monitoring`,
      holds: "sigma threshold baseline window history anomalies signals",
    },
  ],
});

/** What this person may open from here, narrowed to what a search finds by name or by what it holds. */
export function railFor(slug: string | null, runsInstance: boolean, query: string): RailGroup[] {
  return [
    ACCOUNT,
    WORKSPACE,
    ...(runsInstance ? [INSTANCE] : []),
    ...(slug === null ? [] : [project(slug)]),
    ...extensions.map(({ name, settings = [] }) => ({ label: name, entries: settings })),
  ]
    .map((group) => ({
      ...group,
      entries: group.entries.filter(({ label, holds }) =>
        matches(`${group.label} ${label} ${holds}`, query),
      ),
    }))
    .filter((group) => group.entries.length > 0);
}
