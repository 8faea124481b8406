import { useQuery } from "@tanstack/react-query";
import {
  overviewActivityOptions,
  overviewKpiSeriesOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Loaded } from "@/components/ui/loaded";
import { ActivityList } from "@/features/overview/components/activity-list";
import { NewEventsChart } from "@/features/overview/components/new-events-chart";

const SHOWN = 8;
const DAYS = 14;

export function RecentActivity({ slug }: { slug: string }) {
  const activity = useQuery(overviewActivityOptions({ path: { slug }, query: { limit: SHOWN } }));
  return (
    <Loaded of={activity}>
      {(items) => (
        <ActivityList items={items.map(({ type, ...item }) => ({ kind: type, ...item }))} />
      )}
    </Loaded>
  );
}

export function NewEvents({ slug }: { slug: string }) {
  const series = useQuery(overviewKpiSeriesOptions({ path: { slug }, query: { days: DAYS } }));
  return (
    <Loaded of={series}>
      {({ data }) => (
        <NewEventsChart days={data.map(({ date, new_events }) => ({ date, count: new_events }))} />
      )}
    </Loaded>
  );
}
