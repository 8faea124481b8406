import { type UseQueryResult, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  alertingGetDeliveryOptions,
  alertingRetryDeliveryMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { AlertingListDeliveriesResponse } from "@/api/generated/types.gen";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Loaded } from "@/components/ui/loaded";
import { Pagination } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { DeliveryLog } from "@/features/alerts/components/delivery-log";
import { DeliverySheet } from "@/features/alerts/components/delivery-sheet";
import { deliveryRow } from "@/features/alerts/mapping";
import { Digests } from "./alerting-digests";
import { useProject } from "./project-context";

type Props = {
  deliveries: UseQueryResult<AlertingListDeliveriesResponse, unknown>;
  /** The message a link leads to. */
  linked: string | null;
  page: { offset: number; limit: number };
  onMove: (offset: number) => void;
};

export function DeliveriesTab({ deliveries, linked, page, onMove }: Props) {
  const { slug, mayEdit } = useProject();
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(linked);
  const detail = useQuery({
    ...alertingGetDeliveryOptions({ path: { slug, delivery_id: opened ?? "" } }),
    enabled: opened !== null,
  });
  const retry = useMutation({
    ...alertingRetryDeliveryMutation(),
    onSettled: () => queryClient.invalidateQueries(),
  });
  return (
    <>
      {retry.error && <ErrorPanel error={retry.error} />}
      <Loaded of={deliveries}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Panel>
              <EmptyState title="No message was sent yet">
                A message goes out when a run finds a signal that a rule asks for.
              </EmptyState>
            </Panel>
          ) : (
            <>
              <DeliveryLog
                rows={items.map(deliveryRow)}
                mayRetry={mayEdit}
                retrying={retry.isPending ? retry.variables.path.delivery_id : null}
                onRetry={(row) => retry.mutate({ path: { slug, delivery_id: row.id } })}
                onOpen={(row) => setOpened(row.id)}
              />
              <Pagination {...page} total={total} onMove={onMove} />
            </>
          )
        }
      </Loaded>
      <Digests />
      {opened && <DeliverySheet of={detail} onClose={() => setOpened(null)} />}
    </>
  );
}
