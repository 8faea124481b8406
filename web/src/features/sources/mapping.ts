import type { SourceCreate, SourceOut, SourceUpdate } from "@/api/generated/types.gen";
import { toSeconds } from "@/lib/format-date";
import type { SourceDraft, SourceKind, SourceRow } from "./view-model";

export function sourceRow(source: SourceOut): SourceRow {
  const at = toSeconds(source.last_test_at);
  return {
    id: source.id,
    name: source.name,
    kind: source.db_type as SourceKind,
    where: whereOf(source),
    test:
      at === null
        ? null
        : { ok: source.last_test_status === "success", at, message: source.last_test_message },
    scans: source.scans.map((scan) => ({
      id: scan.id,
      name: scan.name,
      projectSlug: scan.project_slug,
    })),
  };
}

function whereOf(source: SourceOut): string {
  if (source.is_synthetic) return "made up in memory";
  if (source.db_type === "duckdb" || !source.host) return source.database_name;
  return `${source.host}:${source.port}/${source.database_name}`;
}

export function sourceDraft(source: SourceOut): SourceDraft {
  return {
    name: source.name,
    kind: source.db_type as SourceKind,
    host: source.host,
    port: source.port,
    database: source.database_name,
    username: source.username,
    password: "",
    sslmode: source.connection_settings.sslmode ?? "prefer",
  };
}

/** A new or edited source; an empty password keeps the stored one. */
export function sourceRequest(draft: SourceDraft): SourceCreate & SourceUpdate {
  const common = {
    name: draft.name.trim(),
    db_type: draft.kind,
    database_name: draft.database.trim(),
  };
  if (draft.kind === "duckdb") return { ...common, host: "file" };
  return {
    ...common,
    host: draft.host.trim(),
    port: draft.port,
    username: draft.username.trim(),
    ...(draft.password === "" ? {} : { password: draft.password }),
    connection_settings: { sslmode: draft.sslmode as "prefer" },
  };
}
