import { useQuery } from "@tanstack/react-query";
import { filesReadOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Loaded } from "@/components/ui/loaded";
import { usePageTitle } from "@/lib/page-subject";
import { FileCounting } from "./file-counting";
import { FileReader } from "./file-reader";
import { useAddressPart } from "./project-context";

/** While a file is loaded no stream says how far it is before its project is open. */
const POLL_MS = 700;

/** A dropped file: what is in it, then how far its counting is, then what became of it. */
export function FilePage() {
  const id = useAddressPart("file");
  const file = useQuery({
    ...filesReadOptions({ path: { file_id: id } }),
    refetchInterval: ({ state }) => (state.data?.status === "loading" ? POLL_MS : false),
  });
  usePageTitle(file.data?.name, true);
  return (
    <Loaded of={file} title="This file cannot be shown">
      {(found) =>
        found.status === "loading" || found.status === "loaded" ? (
          <FileCounting key={found.id} file={found} />
        ) : (
          <FileReader key={found.id} file={found} />
        )
      }
    </Loaded>
  );
}
