import {
  type Moment as At,
  formatAgo,
  formatDateTime,
  formatDay,
  formatTime,
  toSeconds,
} from "@/lib/format-date";
import { useSharedNow } from "@/lib/use-now";

type Props = {
  at: At;
  /** Its day or its time of day alone, where the rest is plain. */
  as?: "day" | "time";
  /** "3 min ago" under a day; `age` leaves out the "ago". */
  ago?: boolean | "age";
};

/** A moment as the viewer's clock has it, with UTC beside it for whoever compares with a warehouse. */
export function Moment({ at, as, ago = false }: Props) {
  const seconds = toSeconds(at);
  if (seconds === null) return formatDateTime(at);
  const local = formatDateTime(seconds);
  const utc = `${formatDateTime(seconds, true)} UTC`;
  return (
    <time
      dateTime={new Date(seconds * 1000).toISOString()}
      title={ago || as ? `${local}, ${utc}` : utc}
    >
      {ago ? (
        <Age seconds={seconds} short={ago === "age"} />
      ) : as === "day" ? (
        formatDay(seconds)
      ) : as === "time" ? (
        formatTime(seconds)
      ) : (
        local
      )}
    </time>
  );
}

function Age({ seconds, short }: { seconds: number; short: boolean }) {
  // The clock may have last ticked before what it is asked about happened.
  const text = formatAgo(seconds, Math.max(useSharedNow(), seconds * 1000));
  return short ? text.replace(" ago", "") : text;
}
