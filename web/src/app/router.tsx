import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

/** Every part with made-up data; the whole branch is gone from a production build. */
const development = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => root,
        path: "/dev/gallery/$page",
        component: lazyRouteComponent(
          () => import("@/testing/gallery/gallery-page"),
          "GalleryPage",
        ),
      }),
    ]
  : [];

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: root.addChildren(development),
    context: { queryClient },
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}
