import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import {
  filesFromPathMutation,
  filesLimitsOptions,
  filesListedQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import { Callout } from "@/components/ui/callout";
import { Loaded } from "@/components/ui/loaded";
import { SkeletonRows } from "@/components/ui/skeleton";
import { DropZone } from "@/features/files/components/drop-zone";
import { PathField } from "@/features/files/components/path-field";
import { UploadView } from "@/features/files/components/upload-view";
import { Way } from "@/features/files/components/way";
import { whyNotSent } from "@/features/files/dropped";
import { usePageDrop } from "@/features/files/page-drop";
import { uploads } from "@/features/files/upload-store";
import { toasts } from "@/lib/toast-store";

/** A file of one's own: dropped, sent, and opened on a page that says what is in it. */
export function FileWay() {
  const limits = useQuery(filesLimitsOptions());
  const upload = useSyncExternalStore(uploads.subscribe, uploads.current);
  const [second, setSecond] = useState(false);
  const opened = useOpened();
  const named = useMutation({ ...filesFromPathMutation(), onSuccess: opened });
  const take = (files: File[], folder: boolean) => {
    if (uploads.busy()) return setSecond(true);
    setSecond(false);
    const { enabled, max_bytes, free_bytes } = limits.data ?? {};
    if (!enabled || (files.length === 0 && !folder)) return;
    const refused = whyNotSent(files, folder, { max: max_bytes ?? 0, free: free_bytes ?? 0 });
    const file = files[0];
    if (refused) uploads.refuse(folder ? "" : (file?.name ?? ""), file?.size ?? 0, refused);
    else if (file) void uploads.send(file, opened);
  };
  const over = usePageDrop(take);
  return (
    <Way icon={FileUp} title="Drop a file">
      <p className="max-w-[74ch] text-ink-2">
        An export of events, or any table with a column of times. You see what is in it before
        anything is kept, and it never leaves this server.
      </p>
      <Loaded of={limits} waiting={<SkeletonRows height={32} />}>
        {(found) =>
          !found.enabled ? (
            <Callout>{found.reason}</Callout>
          ) : (
            <>
              {upload.state === "idle" ? (
                <DropZone most={found.max_bytes} over={over} onFiles={take} />
              ) : (
                <UploadView
                  upload={upload}
                  note={
                    second
                      ? "The second file was not taken. Drop it when this one has arrived, or cancel this one."
                      : null
                  }
                  onStop={uploads.stop}
                  onForget={uploads.forget}
                />
              )}
              {found.folders.length > 0 && (
                <PathField
                  folders={found.folders}
                  busy={named.isPending}
                  error={named.error}
                  onName={(path) => named.mutate({ body: { path } })}
                />
              )}
            </>
          )
        }
      </Loaded>
    </Way>
  );
}

/** Opens the page of a file that has arrived, or says so on another page. A project it was asked for goes along. */
function useOpened() {
  const router = useRouter();
  const queryClient = useQueryClient();
  return ({ id, name }: { id: string; name: string }) => {
    void queryClient.invalidateQueries({ queryKey: filesListedQueryKey() });
    const { pathname, search } = router.state.location;
    const { project } = search as { project?: string };
    const open = () =>
      void router.navigate({
        to: `/add-data/${id}`,
        search: (project ? { project } : {}) as never,
      });
    if (pathname === "/" || pathname === "/add-data") open();
    else toasts.show(`${name} has arrived`, { label: "Open", run: open });
  };
}
