import { useQuery } from "@tanstack/react-query";
import { authMeOptions } from "@/api/generated/@tanstack/react-query.gen";

/** Whether this person may bring data to the instance; undefined until it is known. */
export function useInstanceOwner(): { isOwner: boolean | undefined } {
  const me = useQuery(authMeOptions());
  return { isOwner: me.data && (me.data.role === "owner" || me.data.role === "admin") };
}
