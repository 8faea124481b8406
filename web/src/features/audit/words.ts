/** "alert_rule.create" as a person would say it. */
export function actionWords(action: string): string {
  const [noun = "", verb = ""] = action.split(".");
  return `${(PAST[verb] ?? verb).replaceAll("_", " ")} ${NOUNS[noun] ?? noun.replaceAll("_", " ")}`.trim();
}

const PAST: Record<string, string> = {
  create: "created",
  update: "changed",
  delete: "deleted",
  mute: "muted",
  unmute: "unmuted",
  test: "tested",
  reset: "reset",
  retry: "sent again",
  revoke: "revoked",
  run: "ran",
  cancel: "stopped",
  register: "registered",
  role_update: "changed the role of",
};

const NOUNS: Record<string, string> = { scan_config: "scan", anomaly_settings: "detection in" };
