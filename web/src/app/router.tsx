import { extensions } from "@installed";
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { authMeOptions } from "@/api/generated/@tanstack/react-query.gen";
import { currentOrganization, lastUsed, placeOf } from "@/lib/organization";
import { ProblemError } from "@/lib/problem";
import { BrokenPage, MissingPage } from "./fallback-pages";
import { Frame } from "./frame";
import { pageCode } from "./stale-build";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: MissingPage,
  errorComponent: BrokenPage,
});

/** What one opens without being signed in. */
function door<K extends string>(
  path: string,
  load: () => Promise<Record<K, () => React.ReactNode>>,
  name: K,
) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(pageCode(load), name),
  });
}

const doors = [
  door("/sign-in", () => import("@/routes/sign-in-page"), "SignInPage"),
  door("/forgot-password", () => import("@/routes/forgot-password-page"), "ForgotPasswordPage"),
  door("/reset-password", () => import("@/routes/reset-password-page"), "ResetPasswordPage"),
  door("/invitation", () => import("@/routes/invitation-page"), "InvitationPage"),
  door(
    "/unknown-organization",
    () => import("@/routes/unknown-organization-page"),
    "UnknownOrganizationPage",
  ),
  door("/verify-email", () => import("@/routes/verify-email-page"), "VerifyEmailPage"),
];

const isUnknown = (error: unknown) => error instanceof ProblemError && error.problem.status === 404;

/** Every page but the door: a stranger is sent there and comes back to where they wanted to go. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ context, location }) => {
    const organization = currentOrganization();
    try {
      const { orgs } = await context.queryClient.ensureQueryData(authMeOptions());
      if (organization !== null) lastUsed.note(organization);
      else if (orgs.length > 1) {
        const { fullAddress } = await import("./short-address");
        window.location.replace(await fullAddress(location.href, orgs));
        await new Promise(() => undefined); // nothing of the short address is shown
      }
    } catch (error) {
      if (isUnknown(error) && organization !== null)
        throw redirect({ to: "/unknown-organization", replace: true });
      if (!(error instanceof ProblemError) || error.problem.status !== 401) throw error;
      const next = location.href === "/" ? undefined : location.href;
      throw redirect({ to: "/sign-in", search: { next } as never });
    }
  },
  component: Frame,
  notFoundComponent: MissingPage,
  errorComponent: BrokenPage,
});

/**
 * Inside a project every link keeps the plan branch of the page it stands on (absent = main). A link that means
 * another one, or another project, says `branch` itself.
 */
const keepBranch = { middlewares: [retainSearchParams<{ branch?: string }>(["branch"])] } as never;

/** The rail beside every page of settings. */
const settingsArea = createRoute({
  getParentRoute: () => inside,
  id: "settings",
  component: lazyRouteComponent(
    pageCode(() => import("@/routes/settings-area")),
    "SettingsArea",
  ),
});

const isSettings = (path: string) => /^(\/p\/\$slug)?\/settings(\/|$)/.test(path);

/** A page's code comes when its address is opened. */
function page<K extends string>(
  path: string,
  load: () => Promise<Record<K, () => React.ReactNode>>,
  name: K,
) {
  return createRoute({
    getParentRoute: () => (isSettings(path) ? settingsArea : inside) as typeof inside,
    path,
    ...(path.startsWith("/p/$slug/") && { search: keepBranch }),
    component: lazyRouteComponent(pageCode(load), name),
  });
}

const pages = [
  page("/", () => import("@/routes/projects-page"), "ProjectsPage"),
  page("/add-data", () => import("@/routes/add-data-page"), "AddDataPage"),
  page("/add-data/$file", () => import("@/routes/file-page"), "FilePage"),
  page("/data-sources", () => import("@/routes/sources-page"), "SourcesPage"),
  page("/concepts", () => import("@/routes/concepts-page"), "ConceptsPage"),
  createRoute({
    getParentRoute: () => inside,
    path: "/p/$slug",
    beforeLoad: ({ params }) => {
      throw redirect({ to: "/p/$slug/overview", params: params as never, replace: true });
    },
  }),
  page("/p/$slug/overview", () => import("@/routes/overview-page"), "OverviewPage"),
  page("/p/$slug/event-types", () => import("@/routes/event-types-page"), "EventTypesPage"),
  page("/p/$slug/event-types/$type", () => import("@/routes/event-type-page"), "EventTypePage"),
  page("/p/$slug/schema", () => import("@/routes/schema-page"), "SchemaPage"),
  page("/p/$slug/monitors", () => import("@/routes/monitors-page"), "MonitorsPage"),
  page("/p/$slug/coverage", () => import("@/routes/coverage-page"), "CoveragePage"),
  page("/p/$slug/audit", () => import("@/routes/audit-page"), "AuditPage"),
  page("/p/$slug/events", () => import("@/routes/events-page"), "EventsPage"),
  page(
    "/p/$slug/monitoring/$scope/$ref",
    () => import("@/routes/monitoring-page"),
    "MonitoringPage",
  ),
  page("/p/$slug/anomalies", () => import("@/routes/anomalies-page"), "AnomaliesPage"),
  page("/p/$slug/scans", () => import("@/routes/scans-page"), "ScansPage"),
  page("/p/$slug/scans/new", () => import("@/routes/scan-form-page"), "NewScanPage"),
  page("/p/$slug/scans/$scan", () => import("@/routes/scan-page"), "ScanPage"),
  page("/p/$slug/scans/$scan/edit", () => import("@/routes/scan-form-page"), "EditScanPage"),
  page("/p/$slug/scans/$scan/jobs/$job", () => import("@/routes/run-page"), "RunPage"),
  page("/p/$slug/alerting", () => import("@/routes/alerting-page"), "AlertingPage"),
];

const settingsPages = [
  page("/settings/profile", () => import("@/routes/profile-page"), "ProfilePage"),
  page("/settings/workspace", () => import("@/routes/workspace-page"), "WorkspacePage"),
  page("/settings/organization", () => import("@/routes/organization-page"), "OrganizationPage"),
  page("/settings/api-keys", () => import("@/routes/api-keys-page"), "ApiKeysPage"),
  createRoute({
    getParentRoute: () => settingsArea,
    path: "/settings/instance",
    beforeLoad: () => {
      throw redirect({ to: "/settings/instance/runtime", replace: true });
    },
  }),
  page(
    "/settings/instance/runtime",
    () => import("@/routes/instance-settings-page"),
    "RuntimeSettingsPage",
  ),
  page(
    "/settings/instance/email",
    () => import("@/routes/instance-settings-page"),
    "EmailSettingsPage",
  ),
  page(
    "/settings/instance/security",
    () => import("@/routes/instance-settings-page"),
    "SecuritySettingsPage",
  ),
  page(
    "/settings/instance/observability",
    () => import("@/routes/instance-settings-page"),
    "ObservabilitySettingsPage",
  ),
  page("/settings/instance/system", () => import("@/routes/system-page"), "SystemPage"),
  page("/settings/instance/audit", () => import("@/routes/audit-page"), "AuditPage"),
  page("/p/$slug/settings", () => import("@/routes/project-settings-page"), "ProjectSettingsPage"),
  page("/p/$slug/settings/monitoring", () => import("@/routes/detection-page"), "DetectionPage"),
];

const added = (settings: boolean) =>
  extensions.flatMap(({ pages = [] }) =>
    pages
      .filter(({ path }) => isSettings(path) === settings)
      .map(({ path, load }) => page(path, load, "Page")),
  );

export function makeRouter(queryClient: QueryClient) {
  const organization = currentOrganization();
  return createRouter({
    basepath: organization === null ? undefined : placeOf(organization),
    routeTree: root.addChildren([
      ...doors,
      inside.addChildren([
        ...pages,
        ...added(false),
        settingsArea.addChildren([...settingsPages, ...added(true)]),
      ]),
    ]),
    context: { queryClient },
    defaultPreload: "intent",
    // A page that fails leaves the frame around it, and with it the way to the others.
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  });
}
