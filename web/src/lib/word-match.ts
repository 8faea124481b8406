export const wordsOf = (query: string) => query.toLowerCase().split(/\s+/).filter(Boolean);

/** Whether every word of the query stands somewhere in the text. */
export function matches(text: string, query: string): boolean {
  const whole = text.toLowerCase();
  return wordsOf(query).every((word) => whole.includes(word));
}
