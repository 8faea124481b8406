import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { systemTroubledPartsOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { PartOut } from "@/api/generated/types.gen";
import { Callout } from "@/components/ui/callout";
import { Moment } from "@/components/ui/moment";
import { PART_WORDS } from "@/features/system/words";

/** Says which part does not do its work, since when, and where to read why; `pollMs` is how often it asks. */
export function PartsBanner({ pollMs }: { pollMs: number }) {
  const troubled = useQuery({ ...systemTroubledPartsOptions(), refetchInterval: pollMs });
  return (
    <div role="status" className="flex flex-col gap-2 empty:absolute">
      {troubled.data?.map((each) => (
        <Callout key={each.part} tone="late" icon={TriangleAlert}>
          <Sentence of={each} />
        </Callout>
      ))}
    </div>
  );
}

function Sentence({ of: { part, state, since, reason, log } }: { of: PartOut }) {
  const { name, meanwhile } = PART_WORDS[part];
  const what =
    state === "failing"
      ? "keeps stopping and is started again each time, since"
      : "was not heard of since";
  return (
    <>
      {name} {what} <Moment at={since} />
      {reason && `: ${reason.replace(/\.$/, "")}`}. {meanwhile}
      {log && (
        <>
          {" See "}
          <code className="font-mono text-small">{log}</code>.
        </>
      )}
    </>
  );
}
