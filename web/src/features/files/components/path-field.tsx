import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";
import { problemOf } from "@/lib/problem";

type Props = {
  folders: string[];
  busy: boolean;
  error: unknown;
  onName: (path: string) => void;
};

/** For a file that lies on the server already: it is read where it is. */
export function PathField({ folders, busy, error, onName }: Props) {
  const [path, setPath] = useState("");
  const problem = error ? problemOf(error) : null;
  const own = problem?.fields.path;
  return (
    <Fold title="It lies on the server already" summary="name it, and nothing is sent">
      <form
        className="grid gap-2.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim()) onName(path.trim());
        }}
      >
        <TextField
          mono
          label="Path of the file"
          placeholder={`${folders[0]}/events.csv.gz`}
          hint={`In ${folders.join(" or ")}, or a folder below.`}
          value={path}
          error={own}
          onChange={(event) => setPath(event.target.value)}
        />
        {problem && !own && <ErrorPanel error={error} />}
        <div>
          <Button type="submit" busy={busy && "Looking"} disabled={path.trim() === ""}>
            Read this file
          </Button>
        </div>
      </form>
    </Fold>
  );
}
