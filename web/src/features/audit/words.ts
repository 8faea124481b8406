/** "alert_rule.create" as a person would say it. */
export function actionWords(action: string): string {
  const whole = WHOLE[action];
  if (whole) return whole;
  const [noun = "", verb = ""] = action.split(".");
  return `${(PAST[verb] ?? verb).replaceAll("_", " ")} ${NOUNS[noun] ?? noun.replaceAll("_", " ")}`.trim();
}

/** What is done to a person, whose name follows. */
const WHOLE: Record<string, string> = {
  "org.member_role_update": "changed the role of",
  "user.google_sign_in": "signed in with Google as",
  "user.oidc_sign_in": "signed in through the provider as",
  "user.password_change": "changed the password of",
  "user.delete": "deleted the account",
  "user.invite": "invited",
  "user.invite_revoke": "took back the invitation of",
  "user.invite_accept": "accepted the invitation of",
  "user.password_reset": "chose a new password for",
  "user.password_reset_link": "made a link for a new password of",
  "org.member_remove": "removed from the organization",
  "org.update": "changed the organization",
  "settings.update": "changed the settings of the instance:",
  "project.member_add": "gave a role in the project to",
  "project.member_update": "changed the role in the project of",
  "project.member_remove": "took the role in the project from",
};

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
