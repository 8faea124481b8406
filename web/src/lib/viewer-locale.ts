/** Numbers and dates are written as the browser's owner writes them; words stay those of the interface. */
export function viewerLocale(): string | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.language;
}
