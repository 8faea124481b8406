import { useQuery } from "@tanstack/react-query";
import { DoorOpen } from "lucide-react";
import { authStatusOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Callout } from "@/components/ui/callout";

const HOUR_MS = 3_600_000;

/** Nobody but this machine reaches such a host. */
function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}

/** Tells owners, for as long as it is so, that strangers can make accounts, and what they could do then. */
export function RegistrationBanner({ host }: { host: string }) {
  const status = useQuery({
    ...authStatusOptions(),
    enabled: !isLoopback(host),
    staleTime: HOUR_MS,
  });
  if (!status.data?.registration_enabled || isLoopback(host)) return null;
  return (
    <Callout tone="late" icon={DoorOpen}>
      Whoever reaches {host} can make an account here, read every project with default access and
      change it. Whoever runs the server closes that with{" "}
      <code className="font-mono text-small">REGISTRATION_MODE=first</code>; invitations go on
      working.
    </Callout>
  );
}
