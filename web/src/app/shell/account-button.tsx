import { lazy } from "react";
import { Avatar } from "@/components/ui/avatar";
import { DeferredMenu } from "./deferred-menu";

type Props = { user: { name: string; email: string }; onSignOut: () => void };

const load = () => import("./account-menu");
const AccountMenu = lazy(async () => ({ default: (await load()).AccountMenu }));

export function AccountButton({ user, onSignOut }: Props) {
  return (
    <DeferredMenu
      load={load}
      menu={AccountMenu}
      parts={{ email: user.email, onSignOut }}
      className="flex h-[30px] w-full items-center gap-2 rounded-2 px-2 text-ink-2 hover:bg-hover coarse:h-11"
    >
      <Avatar name={user.name} />
      <span className="truncate">{user.name}</span>
    </DeferredMenu>
  );
}
