import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";

export function makeRouter(_queryClient: QueryClient) {
  const root = createRootRoute({ component: Outlet });
  const gallery = createRoute({
    getParentRoute: () => root,
    path: "/dev/gallery/$page",
    component: lazyRouteComponent(() => import("@/testing/gallery/gallery-page"), "GalleryPage"),
  });
  return createRouter({ routeTree: root.addChildren(import.meta.env.DEV ? [gallery] : []) });
}
