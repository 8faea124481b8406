import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { connection } from "@/lib/connection";
import { toasts } from "@/lib/toast-store";
import { watchConnection } from "./connection-watch";
import { makeQueryClient } from "./query-client";
import { makeRouter } from "./router";

const Toaster = lazy(async () => ({
  default: (await import("@/components/ui/toaster")).Toaster,
}));

export function App() {
  const [queryClient] = useState(makeQueryClient);
  const [router] = useState(() => makeRouter(queryClient));
  useEffect(watchConnection, []);
  useEffect(() => connection.onReturn(() => void queryClient.invalidateQueries()), [queryClient]);
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Notices />
    </QueryClientProvider>
  );
}

/** Their code comes with the first one. */
function Notices() {
  const [first] = useSyncExternalStore(toasts.subscribe, toasts.list);
  const [used, setUsed] = useState(false);
  if (first && !used) setUsed(true);
  return (
    used && (
      <Suspense>
        <Toaster />
      </Suspense>
    )
  );
}
