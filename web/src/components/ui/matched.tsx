import { wordsOf } from "@/lib/word-match";

/** A text with every word of the query bold where it stands in it. */
export function Matched({ text, query }: { text: string; query: string }) {
  const words = wordsOf(query).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (words.length === 0) return text;
  return text.split(new RegExp(`(${words.join("|")})`, "gi")).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order.
      <b key={index} className="font-strong">
        {part}
      </b>
    ) : (
      part
    ),
  );
}
