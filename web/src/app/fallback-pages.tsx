import { Link, useRouter } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorPanel } from "@/components/ui/error-panel";
import { usePageTitle } from "@/lib/page-subject";

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

/** A page that failed while it was drawn or before it could be. */
export function BrokenPage({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <div className="mx-auto w-full max-w-[640px] py-10">
      <ErrorPanel error={error} onRetry={() => void router.invalidate()} />
    </div>
  );
}
