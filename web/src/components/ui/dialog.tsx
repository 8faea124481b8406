import { lazy, Suspense, useState } from "react";
import type { DialogProps } from "./dialog-layer";

const load = () => import("./dialog-layer");
const DialogLayer = lazy(async () => ({ default: (await load()).DialogLayer }));
const SheetLayer = lazy(async () => ({ default: (await load()).SheetLayer }));

/** For a decision; a full-height sheet on narrow screens. */
export function Dialog(props: DialogProps) {
  const used = useUsed(props.open);
  return (
    used && (
      <Suspense>
        <DialogLayer {...props} />
      </Suspense>
    )
  );
}

/** For reading beside the page; slides from the right edge. */
export function Sheet(props: DialogProps) {
  const used = useUsed(props.open);
  return (
    used && (
      <Suspense>
        <SheetLayer {...props} />
      </Suspense>
    )
  );
}

/** The code of layers comes with the first one that opens. */
function useUsed(open: boolean): boolean {
  const [used, setUsed] = useState(open);
  if (open && !used) setUsed(true);
  return used || open;
}
