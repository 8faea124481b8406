import type { PasswordRule } from "@/components/ui/password-field";

/** What the server asks of a new password. */
export const PASSWORD_RULES: PasswordRule[] = [
  { text: "At least 12 characters", test: (password) => password.length >= 12 },
  { text: "A digit", test: (password) => /\d/.test(password) },
  { text: "A symbol", test: (password) => /[^\p{L}\p{N}]/u.test(password) },
];

export const meetsRules = (password: string) => PASSWORD_RULES.every((rule) => rule.test(password));
