import type { ApiKeyCreate, ApiKeyOut } from "@/api/generated/types.gen";
import { toSeconds } from "@/lib/format-date";
import type { ApiKeyDraft } from "./components/api-key-dialog";
import type { ApiKeyRow } from "./components/api-key-list";

function stateOf(key: ApiKeyOut, expiresAt: number | null): ApiKeyRow["state"] {
  if (key.revoked_at !== null) return "revoked";
  return expiresAt !== null && expiresAt * 1000 <= Date.now() ? "expired" : "active";
}

export function keyRow(key: ApiKeyOut, project: string | null): ApiKeyRow {
  const expiresAt = toSeconds(key.expires_at);
  return {
    id: key.id,
    name: key.name,
    prefix: key.key_prefix,
    scope: key.scope,
    project,
    expiresAt,
    lastUsedAt: toSeconds(key.last_used_at),
    state: stateOf(key, expiresAt),
  };
}

export function keyRequest(draft: ApiKeyDraft): ApiKeyCreate {
  return {
    name: draft.name.trim(),
    scope: draft.scope,
    expires_in_days: draft.expiresInDays,
    project_slug: draft.projectSlug,
  };
}
