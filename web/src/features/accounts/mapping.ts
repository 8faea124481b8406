import type { ApiKeyCreate, ApiKeyOut } from "@/api/generated/types.gen";
import { toSeconds } from "@/lib/format-date";
import type { ApiKeyDraft } from "./components/api-key-dialog";
import type { ApiKeyRow } from "./components/api-key-list";

export function keyRow(key: ApiKeyOut, project: string | null): ApiKeyRow {
  return {
    id: key.id,
    name: key.name,
    prefix: key.key_prefix,
    scope: key.scope,
    project,
    expiresAt: toSeconds(key.expires_at),
    lastUsedAt: toSeconds(key.last_used_at),
    revoked: key.revoked_at !== null,
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
