import { PageHead } from "@/components/ui/panel";
import { usePageTitle } from "@/lib/page-subject";
import { AddDataWays, DroppedFiles } from "./add-data-ways";
import { useDemoMaker } from "./demo-making";

/** Where data comes from; reached from the projects, the scans and the palette. */
export function AddDataPage() {
  const demo = useDemoMaker();
  usePageTitle("Add data");
  return (
    <>
      <PageHead
        title="Add data"
        intro="tripl finds the events in it, counts their history and says what moved."
      />
      <AddDataWays demo={demo} />
      <DroppedFiles />
      {demo.dialog}
    </>
  );
}
