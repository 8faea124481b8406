import { Link } from "@tanstack/react-router";
import { KeyRound, LogOut } from "lucide-react";
import { Avatar } from "@/components/ui/avatar";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { ThemeSwitch } from "@/components/ui/theme-switch";

type Props = { user: { name: string; email: string }; onSignOut: () => void };

export function AccountMenu({ user, onSignOut }: Props) {
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
      <MenuLabel>{user.email}</MenuLabel>
      <MenuItem asChild>
        <Link to="/settings/api-keys">
          <Icon as={KeyRound} className="text-ink-3" />
          API keys
        </Link>
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Appearance</MenuLabel>
      <div className="px-2 pb-1.5">
        <ThemeSwitch />
      </div>
      <MenuSeparator />
      <MenuItem onSelect={onSignOut}>
        <Icon as={LogOut} className="text-ink-3" />
        Sign out
      </MenuItem>
    </Menu>
  );
}
