import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import {
  alertingListDeliveriesOptions,
  alertingListDestinationsOptions,
  scansScanJobOptions,
  signalsSignalsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { alertingListDeliveries } from "@/api/generated/sdk.gen";
import type { ProjectOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { GuideRing } from "@/features/demo/components/guide-ring";
import { GuideStrip } from "@/features/demo/components/guide-strip";
import { CHAPTERS, SINK } from "@/features/demo/guide/chapters";
import { type Act, type Progress, stepAt } from "@/features/demo/guide/engine";
import { guides } from "@/features/demo/guide/progress-store";
import { spotOf } from "@/features/demo/guide/spot";
import { hasEnded } from "@/features/demo/phases";
import { ownActs } from "@/lib/own-acts";
import { problemOf } from "@/lib/problem";

/** Their run is asked for by its id: a lost message changes nothing. */
const POLL_MS = 1500;

type Guided = { project: ProjectOut; progress: Progress; act: (act: Act) => void };

export function useGuide(project: ProjectOut): Guided {
  const { slug, id } = project;
  const progress = useSyncExternalStore(guides.subscribe, () => guides.read(slug, id));
  return { project, progress, act: (act) => guides.act(slug, id, act) };
}

/** The strip and the ring; watches what the visitor does and nothing else. */
export function DemoGuide(guided: Guided) {
  const { project, progress, act } = guided;
  const { slug } = project;
  const router = useRouter();
  const destinations = useQuery(alertingListDestinationsOptions({ path: { slug } }));
  const kinds = destinations.data?.map((destination) => String(destination.type)) ?? [];
  const chapters = CHAPTERS.filter((chapter) => !chapter.needs || kinds.includes(chapter.needs));
  const sinks = (destinations.data ?? [])
    .filter((destination) => String(destination.type) === SINK)
    .map((destination) => destination.id);
  const step = stepAt(progress);
  useOwnActs(guided, sinks);
  useOwnRun(guided);
  usePages(guided);
  useControls(guided);
  const show = async () => {
    if (!step) return;
    const [control] = step.targets;
    if (!control || !spotOf([control]))
      await router.navigate({ to: step.page({ slug, job: progress.job }) });
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    requestAnimationFrame(() => {
      const spot = spotOf(step.targets);
      spot?.element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
      spot?.element.focus({ preventScroll: true });
    });
  };
  return (
    <>
      <GuideStrip
        progress={progress}
        chapters={chapters}
        mayEdit={project.can_mutate}
        onBegin={(chapter) => act({ type: "begin", chapter })}
        onLeave={() => act({ type: "leave" })}
        onClose={() => act({ type: "close" })}
        onShow={() => void show()}
        ending={
          <Button size="sm" variant="primary" asChild>
            <Link to="/add-data">Bring your own data</Link>
          </Button>
        }
      />
      {step && <GuideRing targets={step.targets} />}
    </>
  );
}

/** Runs and rules, as the pages tell of them. */
function useOwnActs({ project, act }: Guided, sinks: string[]): void {
  useEffect(() =>
    ownActs.subscribe((told) => {
      if (told.slug !== project.slug) return;
      if (told.kind === "run") act({ type: "start", scan: told.scan, job: told.job });
      else if (sinks.includes(told.destination)) act({ type: "rule", rule: told.rule });
    }),
  );
}

/** The run that they started, until it has ended. */
function useOwnRun({ project: { slug }, progress, act }: Guided): void {
  const own = progress.job;
  const run = useQuery({
    ...scansScanJobOptions({ path: { slug, scan_id: own?.scan ?? "", job_id: own?.id ?? "" } }),
    enabled: own !== null,
    retry: false,
    refetchInterval: ({ state }) => (hasEnded(state.data ?? null) || state.error ? false : POLL_MS),
  });
  const status = run.data?.status;
  const gone = run.error !== null && problemOf(run.error).status === 404;
  const done = status !== undefined && hasEnded({ status });
  const asks = progress.rule !== null && status === "completed";
  // Under a key of the run's own: what was known before it ended says nothing about it.
  const sent = useQuery({
    queryKey: ["guide-deliveries", slug, own?.id],
    queryFn: async () =>
      (await alertingListDeliveries({ path: { slug }, throwOnError: true })).data.items,
    enabled: asks,
  });
  const queued = sent.data?.filter((each) => each.rule_id === progress.rule).length ?? 0;
  useEffect(() => {
    if (own === null) return;
    if (gone) act({ type: "lost", job: own.id });
    if (!done || run.data?.id !== own.id || (asks && !sent.data)) return;
    if (status === "completed" || status === "failed" || status === "cancelled")
      act({ type: "end", job: own.id, status, queued });
  });
}

/** The pages they open. */
function usePages({ project: { slug }, progress, act }: Guided): void {
  const { path, section } = useLocation({
    select: ({ pathname, search }) => ({
      path: pathname,
      section: (search as { section?: string }).section,
    }),
  });
  const done = stepAt(progress)?.done;
  const signals = useQuery({
    ...signalsSignalsOptions({ path: { slug }, query: { expanded: true } }),
    enabled: done?.on === "visit" && done.ofFinding === true,
  });
  const logged = path.endsWith("/alerting") && (section === "deliveries" || section === "audit");
  const deliveries = useQuery({
    ...alertingListDeliveriesOptions({ path: { slug } }),
    enabled: done?.on === "delivery" && logged,
  });
  useEffect(() => {
    const findings = signals.data
      ?.filter((signal) => signal.scope_type === "event")
      .map((signal) => signal.scope_ref);
    act({ type: "visit", path, findings });
    if (logged && deliveries.data)
      act({ type: "delivery", rules: deliveries.data.items.map((each) => each.rule_id) });
  });
}

/** What they press inside a control that a step names. */
function useControls({ progress, act }: Guided): void {
  const done = stepAt(progress)?.done;
  const control = done?.on === "use" ? done.control : null;
  const selector = useMemo(
    () => control && `[data-guide~="${control}"] [role="slider"]`,
    [control],
  );
  useEffect(() => {
    if (!control || !selector) return;
    const used = (event: Event) => {
      // The Tab key that brings somebody here is no use of it.
      if (event instanceof KeyboardEvent && !/^(Arrow|Home|End)/.test(event.key)) return;
      if (event.target instanceof Element && event.target.closest(selector))
        act({ type: "use", control });
    };
    // Waits for the end of the press, so that what it does is seen before the step moves on.
    document.addEventListener("pointerup", used);
    document.addEventListener("keyup", used);
    return () => {
      document.removeEventListener("pointerup", used);
      document.removeEventListener("keyup", used);
    };
  });
}
