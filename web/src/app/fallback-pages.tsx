import { Link, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorPanel } from "@/components/ui/error-panel";
import { serverAnswers } from "@/lib/api-client";
import { connection } from "@/lib/connection";
import { usePageTitle } from "@/lib/page-subject";
import { problemOf } from "@/lib/problem";

const ASKING_MS = 5000;

/** An address that leads nowhere, or to something this account may not see. */
export function MissingPage() {
  usePageTitle("Not here");
  return (
    <EmptyState
      title="There is no page at this address"
      action={
        <Button asChild>
          <Link to="/">All projects</Link>
        </Button>
      }
    >
      It may have been deleted, or belongs to a project this account is not part of. The owner of
      the instance can give access.
    </EmptyState>
  );
}

/** A page that failed while it was drawn or before it could be; it comes back with the server. */
export function BrokenPage({ error }: { error: unknown }) {
  const router = useRouter();
  const retry = useCallback(() => {
    // What did not come is not asked for again by a page that already stands.
    if (problemOf(error).status === null) window.location.reload();
    else void router.invalidate();
  }, [error, router]);
  useEffect(() => connection.onReturn(retry), [retry]);
  const ask = async () => {
    if (await serverAnswers(ASKING_MS)) retry();
  };
  return (
    <div className="mx-auto w-full max-w-[640px] py-10">
      <ErrorPanel error={error} onRetry={() => void ask()} />
    </div>
  );
}
