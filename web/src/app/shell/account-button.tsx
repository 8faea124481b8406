import { lazy } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Menu } from "@/components/ui/menu";

type Props = { user: { name: string; email: string }; onSignOut: () => void };

const AccountMenu = lazy(async () => ({ default: (await import("./account-menu")).AccountMenu }));

export function AccountButton({ user, onSignOut }: Props) {
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          className="flex h-[30px] w-full items-center gap-2 rounded-2 px-2 text-ink-2 hover:bg-hover coarse:h-11"
        >
          <Avatar name={user.name} />
          <span className="truncate">{user.name}</span>
        </button>
      }
    >
      <AccountMenu email={user.email} onSignOut={onSignOut} />
    </Menu>
  );
}
