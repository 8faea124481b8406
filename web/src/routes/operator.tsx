import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { authMeOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { Panel } from "@/components/ui/panel";

/** What only whoever runs the instance may see; everybody else reads who that is. */
export function OperatorOnly({ children }: { children: ReactNode }) {
  const me = useQuery(authMeOptions());
  return (
    <Loaded of={me}>
      {({ is_platform_admin }) =>
        is_platform_admin ? (
          children
        ) : (
          <Panel>
            <EmptyState title="This belongs to whoever runs the instance">
              Owners of the workspace see and change these settings. Ask one of them.
            </EmptyState>
          </Panel>
        )
      }
    </Loaded>
  );
}
