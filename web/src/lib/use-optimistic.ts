import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { problemOf } from "./problem";
import { toasts } from "./toast-store";

type Options<Data, Asked> = {
  send: (asked: Asked) => Promise<unknown>;
  /** The answer on the page that the change is part of. */
  queryKey: QueryKey;
  /** The same answer as it will be once the server agrees. */
  apply: (data: Data, asked: Asked) => Data;
  /** The sentence for a refusal: "Checkout rule is still on". */
  unchanged: (asked: Asked) => string;
};

/** Shows a change at once; a refusal puts the old value back, says why and offers to try again. */
export function useOptimistic<Data, Asked>(options: Options<Data, Asked>) {
  const { queryKey, apply, send, unchanged } = options;
  const queryClient = useQueryClient();
  const mutationKey = ["optimistic", ...queryKey];
  const change = useMutation({
    mutationKey,
    mutationFn: send,
    onMutate: async (asked: Asked) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData<Data>(queryKey);
      if (before !== undefined) queryClient.setQueryData<Data>(queryKey, apply(before, asked));
      return { before };
    },
    onError: (error, asked, kept) => {
      // Beside another change under way the old answer would undo that one too: the server is asked.
      const alone = queryClient.isMutating({ mutationKey }) === 1;
      if (alone && kept?.before !== undefined) queryClient.setQueryData(queryKey, kept.before);
      toasts.show(`${unchanged(asked)}. ${problemOf(error).detail}`, {
        label: "Retry",
        run: () => change.mutate(asked),
      });
    },
    onSettled: async () => {
      // An answer fetched while a later change is under way would show the value before it.
      if (queryClient.isMutating({ mutationKey }) === 1) await queryClient.invalidateQueries();
    },
  });
  return change;
}
