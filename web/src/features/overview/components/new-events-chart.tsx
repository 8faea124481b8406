import { Panel } from "@/components/ui/panel";
import { formatDay } from "@/lib/format-date";
import { formatNumber, plural } from "@/lib/format-number";

type Day = { date: string; count: number };

/** Bars of the events added to main's plan, a day each, with the figures as a table for screen readers. */
export function NewEventsChart({ days }: { days: Day[] }) {
  const total = days.reduce((sum, day) => sum + day.count, 0);
  const most = Math.max(1, ...days.map((day) => day.count));
  return (
    <Panel
      title="New events"
      note={`${plural(total, "event")} added to main's plan in ${plural(days.length, "day")} (UTC)`}
    >
      <div aria-hidden="true" className="flex h-20 items-end gap-1 px-3.5 pb-1">
        {days.map((day) => (
          <div
            key={day.date}
            title={`${formatDay(day.date, true)}: ${plural(day.count, "event")}`}
            className="flex h-full min-w-0 flex-1 items-end bg-sunken"
          >
            <div
              className="w-full rounded-t-1 bg-accent"
              style={{ height: day.count === 0 ? 0 : `${Math.max(6, (day.count / most) * 100)}%` }}
            />
          </div>
        ))}
      </div>
      <div aria-hidden="true" className="flex justify-between px-3.5 pb-2.5 text-micro text-ink-3">
        <span>{formatDay(days[0]?.date, true)}</span>
        <span>most in a day: {formatNumber(Math.max(0, ...days.map((day) => day.count)))}</span>
        <span>{formatDay(days[days.length - 1]?.date, true)}</span>
      </div>
      <table className="sr-only">
        <caption>New events a day</caption>
        <tbody>
          {days.map((day) => (
            <tr key={day.date}>
              <th scope="row">{formatDay(day.date, true)}</th>
              <td>{formatNumber(day.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
