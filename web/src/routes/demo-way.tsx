import { FlaskConical } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Way } from "@/features/files/components/way";
import type { DemoMaker } from "./demo-making";

/** For who wants to look before bringing anything. */
export function DemoWay({ demo }: { demo: DemoMaker }) {
  return (
    <Way icon={FlaskConical} title="Open the demo">
      <p className="text-ink-2">
        An imaginary app with nine weeks of made-up traffic and three faults to find. Ten minutes,
        and nothing leaves this server.
      </p>
      <div className="flex flex-wrap gap-2">
        {demo.own ? (
          <>
            <Button onClick={demo.openOwn}>Open {demo.own.name}</Button>
            <Button variant="ghost" onClick={demo.begin}>
              Generate another
            </Button>
          </>
        ) : (
          <Button busy={demo.busy && "Making it"} onClick={demo.begin}>
            Generate demo project
          </Button>
        )}
      </div>
    </Way>
  );
}
