import { Link } from "@tanstack/react-router";
import { KeyRound, LogOut } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import { MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { ThemeSwitch } from "@/components/ui/theme-switch";

type Props = { email: string; onSignOut: () => void };

export function AccountMenu({ email, onSignOut }: Props) {
  return (
    <>
      <MenuLabel>{email}</MenuLabel>
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
    </>
  );
}
