import { useState } from "react";
import { dataSourcesDeletion } from "@/api/generated/sdk.gen";
import { TextField } from "@/components/ui/field";
import { DestroyDialog } from "@/features/losses/components/destroy-dialog";
import type { SourceRow } from "@/features/sources/view-model";

type Props = {
  row: SourceRow;
  remove: { isPending: boolean; error: unknown };
  onConfirm: () => void;
  onClose: () => void;
};

/** So many scans are named; more would be a list nobody reads. */
const NAMED = 3;

/** Scans of any project may read a source: whoever deletes one that is in use types its name. */
export function DeleteSource({ row, ...dialog }: Props) {
  const [typed, setTyped] = useState("");
  const used = row.scans.length > 0;
  const names = row.scans.map(({ name }) => name).join(", ");
  return (
    <DestroyDialog
      {...dialog}
      title={`Delete ${row.name}?`}
      action="Delete source"
      ask={() => dataSourcesDeletion({ path: { source_id: row.id }, throwOnError: true })}
      disarmed={used && typed !== row.name}
    >
      <div className="grid gap-3">
        {used && row.scans.length <= NAMED && <p>The scans that read it: {names}.</p>}
        <p>
          Its address and password are forgotten. The warehouse itself is not touched. This cannot
          be undone.
        </p>
        {used && (
          <TextField
            label={`Type ${row.name} to delete it`}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </div>
    </DestroyDialog>
  );
}
