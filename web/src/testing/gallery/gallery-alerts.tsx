import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PageHead } from "@/components/ui/panel";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { DeliveryLog } from "@/features/alerts/components/delivery-log";
import { DestinationList } from "@/features/alerts/components/destination-list";
import { RuleForm } from "@/features/alerts/components/rule-form";
import { RuleList } from "@/features/alerts/components/rule-list";
import { WebhookDialog } from "@/features/alerts/components/webhook-dialog";
import { NEW_RULE, type RuleDraft } from "@/features/alerts/view-model";

const NOW = Math.floor(Date.now() / 1000);

export function GalleryAlerts() {
  const [tab, setTab] = useState("destinations");
  const [adding, setAdding] = useState(false);
  const [draft, setDraft] = useState<RuleDraft>({
    ...NEW_RULE,
    name: "Growth drops",
    destinationId: "1",
    onSpike: false,
    minExpected: 50,
  });
  const rule = {
    ...draft,
    id: "1",
    destinationName: "#growth-alerts",
    scanName: null,
    firing: true,
    lastFired: NOW - 3600,
    deliveries: 11,
  };
  return (
    <>
      <PageHead
        title="Alerting"
        actions={
          <Button variant="primary" onClick={() => setAdding(true)}>
            Add destination
          </Button>
        }
      />
      <Tabs
        label="Alerting"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: "destinations", label: "Destinations", count: 2 },
          { value: "rules", label: "Rules", count: 1 },
          { value: "deliveries", label: "Deliveries" },
        ]}
      >
        <TabPanel value="destinations">
          <DestinationList
            mayEdit
            testing={null}
            onTest={() => undefined}
            onToggle={() => undefined}
            onDelete={() => undefined}
            tests={{
              "2": {
                ok: false,
                message: "The address answered 404. Check that the hook still exists.",
              },
            }}
            rows={[
              {
                id: "1",
                name: "#growth-alerts",
                kind: "slack",
                enabled: true,
                where: null,
                secretSet: true,
                lastDelivery: { at: NOW - 4000, ok: true },
                ruleCount: 2,
              },
              {
                id: "2",
                name: "On-call hook",
                kind: "webhook",
                enabled: false,
                where: null,
                secretSet: true,
                lastDelivery: { at: NOW - 90000, ok: false },
                ruleCount: 1,
              },
            ]}
          />
        </TabPanel>
        <TabPanel value="rules">
          <RuleList
            mayEdit
            rows={[rule]}
            onEdit={() => undefined}
            onToggle={() => undefined}
            onDelete={() => undefined}
          />
          <RuleForm
            draft={draft}
            onChange={(change) => setDraft({ ...draft, ...change })}
            destinations={[{ value: "1", label: "#growth-alerts" }]}
            scans={[{ value: "1", label: "App events, hourly" }]}
            errors={{}}
            fixedDestination={false}
          />
        </TabPanel>
        <TabPanel value="deliveries">
          <DeliveryLog
            mayRetry
            retrying={null}
            onRetry={() => undefined}
            onOpen={() => undefined}
            rows={[
              {
                id: "1",
                at: NOW - 90000,
                destinationName: "On-call hook",
                kind: "webhook",
                ruleName: "Growth drops",
                state: "failed",
                matched: 2,
                error: "The address answered 404",
                simulated: false,
              },
              {
                id: "2",
                at: NOW - 4000,
                destinationName: "#growth-alerts",
                kind: "slack",
                ruleName: "Growth drops",
                state: "sent",
                matched: 1,
                error: null,
                simulated: false,
              },
            ]}
          />
        </TabPanel>
      </Tabs>
      <WebhookDialog
        open={adding}
        onOpenChange={setAdding}
        test={{ answer: null, error: null, busy: false }}
        save={{ error: null, busy: false }}
        onTest={() => undefined}
        onSave={() => undefined}
      />
    </>
  );
}
