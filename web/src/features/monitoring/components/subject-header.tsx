import { BadgeCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { LifeRing, type LifeStage } from "@/components/ui/life-ring";
import { Moment } from "@/components/ui/moment";
import { Triad, type TriadState } from "@/components/ui/triad";

type Props = {
  name: string;
  identity: string | null;
  triad?: TriadState;
  stage?: LifeStage;
  verified?: boolean;
  description?: string;
  lastSeen?: number | null;
  facts?: [label: string, value: ReactNode][];
  actions?: ReactNode;
};

/** Triad, name, identity and state of what the page watches. */
export function SubjectHeader({
  name,
  identity,
  triad,
  stage,
  verified,
  description,
  lastSeen,
  facts = [],
  actions,
}: Props) {
  return (
    <div className="flex flex-wrap items-start gap-3">
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 items-center gap-2.5">
          {triad && <Triad state={triad} />}
          <h1 className="type-h1 min-w-0 break-words">{name}</h1>
          {verified && (
            <Badge tone="accent">
              <Icon as={BadgeCheck} size={12} />
              Verified
            </Badge>
          )}
        </div>
        <div className="mt-1.5 flex flex-wrap items-center gap-x-3.5 gap-y-1 text-small text-ink-2">
          {identity && identity !== name && (
            <span className="type-mono break-all text-ink-3">{identity}</span>
          )}
          {stage && <LifeRing stage={stage} />}
          {lastSeen !== undefined && (
            <Fact
              label="Last seen"
              value={lastSeen === null ? "never" : <Moment at={lastSeen} ago />}
            />
          )}
          {facts.map(([label, value]) => (
            <Fact key={label} label={label} value={value} />
          ))}
        </div>
        {description && <p className="mt-2 max-w-[68ch] text-ink-2">{description}</p>}
      </div>
      {actions && <div className="flex shrink-0 gap-2">{actions}</div>}
    </div>
  );
}

function Fact({ label, value }: { label: string; value: ReactNode }) {
  return (
    <span>
      <span className="text-ink-3">{label}</span> {value}
    </span>
  );
}
