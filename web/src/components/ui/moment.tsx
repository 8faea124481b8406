import { type Moment as At, formatAgo, formatDateTime, toSeconds } from "@/lib/format-date";

type Props = {
  at: At;
  /** "3 min ago" under a day. */
  ago?: boolean;
};

/** A moment as the viewer's clock has it, with UTC beside it for whoever compares with a warehouse. */
export function Moment({ at, ago = false }: Props) {
  const seconds = toSeconds(at);
  if (seconds === null) return formatDateTime(at);
  const local = formatDateTime(seconds);
  const utc = `${formatDateTime(seconds, true)} UTC`;
  return (
    <time dateTime={new Date(seconds * 1000).toISOString()} title={ago ? `${local}, ${utc}` : utc}>
      {ago ? formatAgo(seconds) : local}
    </time>
  );
}
