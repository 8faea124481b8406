import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import { authMeOptions } from "@/api/generated/@tanstack/react-query.gen";
import { groupsFor } from "@/app/navigation";
import { Icon } from "@/components/ui/icon";
import { MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { ThemeSwitch } from "@/components/ui/theme-switch";

type Props = { email: string; onSignOut: () => void };

export function AccountMenu({ email, onSignOut }: Props) {
  const runs = useQuery(authMeOptions()).data?.is_platform_admin ?? false;
  const entries = groupsFor({ slug: null, owner: runs }, "account").flatMap(
    (group) => group.entries,
  );
  return (
    <>
      <MenuLabel>{email}</MenuLabel>
      {entries.map((entry) => (
        <MenuItem key={entry.to} asChild>
          <Link to={entry.to}>
            <Icon as={entry.icon} className="text-ink-3" />
            {entry.label}
          </Link>
        </MenuItem>
      ))}
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
