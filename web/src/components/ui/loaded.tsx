import type { ReactNode } from "react";
import { ErrorPanel } from "./error-panel";
import { SkeletonRows } from "./skeleton";

type Asked<T> = { data: T | undefined; error: unknown; refetch: () => unknown };
type Props<T> = {
  of: Asked<T>;
  /** Stands in the place of the content while it is asked for. */
  waiting?: ReactNode;
  title?: string;
  children: (data: T) => ReactNode;
};

/** Content that was asked for: what stands there before it comes, and when it does not. Old data stays. */
export function Loaded<T>({ of, waiting = <SkeletonRows />, title, children }: Props<T>) {
  if (of.data !== undefined) return children(of.data);
  if (of.error)
    return <ErrorPanel error={of.error} title={title} onRetry={() => void of.refetch()} />;
  return waiting;
}
