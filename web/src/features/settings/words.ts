import type { SettingOut } from "@/api/generated/types.gen";

export type SectionName = SettingOut["section"];

export const SECTIONS: Record<SectionName, { title: string; intro: string }> = {
  runtime: {
    title: "Runtime",
    intro: "Where this server is reached, and how much one scan may read. Counts at the next use.",
  },
  email: {
    title: "Email",
    intro:
      "The relay that takes mail for password links and invitations. Counts at the next message.",
  },
  security: {
    title: "Security & access",
    intro:
      "Sign-in, registration, limits and headers. Registration counts at once, all else when app, worker and beat start again.",
  },
  observability: {
    title: "Observability",
    intro: "What is logged, and how. Counts when app, worker and beat start again.",
  },
};

const LABELS: Record<string, string> = {
  app_base_url: "Public address",
  scan_row_limit_default: "Rows of a scan",
  metrics_row_limit_default: "Rows of a count",
  smtp_host: "Mail server",
  smtp_port: "Port",
  smtp_security: "Security",
  smtp_use_tls: "STARTTLS where no security is chosen",
  smtp_username: "User name",
  smtp_password: "Password",
  smtp_from_address: "From address",
  registration_mode: "Registration",
  session_cookie_name: "Name of the session cookie",
  session_cookie_secure: "Session cookie over https only",
  session_ttl_hours: "Length of a session",
  cors_allow_origins: "Other origins",
  rate_limit_enabled: "Limit attempts to sign in",
  rate_limit_login_per_minute: "Sign-ins",
  rate_limit_register_per_hour: "Registrations",
  rate_limit_trust_forwarded_for: "Trust X-Forwarded-For",
  rate_limit_forwarded_for_entry: "Entry of X-Forwarded-For",
  rate_limit_backend: "Where attempts are counted",
  security_headers_enabled: "Security headers",
  content_security_policy: "Content security policy",
  hsts_enabled: "HSTS",
  hsts_max_age_seconds: "Length of HSTS",
  request_id_header: "Header of the request id",
  log_level: "Level",
  log_json: "JSON lines",
  prometheus_metrics_enabled: "Figures for Prometheus",
  otel_exporter_otlp_endpoint: "Collector of traces",
  otel_service_name: "Name in traces",
};

const UNITS: Record<string, string> = {
  scan_row_limit_default: "rows",
  metrics_row_limit_default: "rows",
  session_ttl_hours: "hours",
  rate_limit_login_per_minute: "a minute",
  rate_limit_register_per_hour: "an hour",
  hsts_max_age_seconds: "seconds",
};

const CHOICES: Record<string, string> = {
  first: "Until the first account exists",
  open: "Open to everybody",
  disabled: "Closed",
  leftmost: "The first",
  rightmost: "The last",
  memory: "In each process",
  redis: "In Redis",
  starttls: "STARTTLS",
  implicit_tls: "TLS from the start",
  none: "None",
};

/** A setting that has no word here yet says its own name. */
export const labelOf = (name: string) =>
  LABELS[name] ?? (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");

export const unitOf = (name: string) => UNITS[name];

export const choiceOf = (choice: string) => CHOICES[choice] ?? choice;

/** What a section holds, for the search of the settings. */
export const labelsOf = (words: string[]) => words.map(labelOf).join(" ");
