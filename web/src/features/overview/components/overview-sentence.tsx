import { Link } from "@tanstack/react-router";
import { StatusSentence, sayLink } from "@/components/ui/status-sentence";
import type { SayPart } from "../view-model";

export function OverviewSentence({ parts }: { parts: SayPart[] }) {
  return (
    <StatusSentence>
      {parts.map((part) =>
        typeof part === "string" ? (
          part
        ) : (
          <Link key={part.text} to={part.to} className={sayLink(part.tone)}>
            {part.text}
          </Link>
        ),
      )}
    </StatusSentence>
  );
}
