import type { ReactNode } from "react";

const KEYWORDS =
  "select|from|where|and|or|not|in|is|null|as|on|join|left|right|inner|outer|full|cross|group|by|order|having|limit|offset|union|all|distinct|with|case|when|then|else|end|between|like|ilike|cast|interval|over|partition|asc|desc|true|false|using|exists";
const TOKEN = new RegExp(
  `(--[^\\n]*|/\\*[\\s\\S]*?\\*/)|('(?:[^']|'')*'?)|\\b(${KEYWORDS})\\b`,
  "gi",
);

/** Colours comments, strings and keywords; everything else stays ink. */
export function highlightSql(sql: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of sql.matchAll(TOKEN)) {
    const [text, comment, quoted] = match;
    const look = comment ? "text-ink-3" : quoted ? "text-drift-ink" : "text-accent-ink";
    parts.push(sql.slice(at, match.index));
    parts.push(
      <span key={match.index} className={look}>
        {text}
      </span>,
    );
    at = match.index + text.length;
  }
  parts.push(sql.slice(at));
  return parts;
}

/** SQL to read, not to write. */
export function SqlBlock({ sql }: { sql: string }) {
  return (
    <pre className="overflow-x-auto rounded-2 border border-line bg-sunken px-3 py-2 font-mono text-small leading-[19px] scroll-quiet">
      {highlightSql(sql)}
    </pre>
  );
}
