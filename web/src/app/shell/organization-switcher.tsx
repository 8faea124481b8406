import { Building2, ChevronDown } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";
import { cx } from "@/lib/cx";
import { placeOf } from "@/lib/organization";
import type { ShellOrganization } from "./shell-model";

type Props = { organization: string | null; organizations: ShellOrganization[] };

/** For people of several organizations. Each is a page of its own, so that nothing of one shows in another. */
export function OrganizationSwitcher({ organization, organizations }: Props) {
  const open = organizations.find(({ slug }) => slug === organization);
  const name = open?.name ?? "Choose an organization";
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`${name}, switch organization`}
          className="flex h-7 items-center gap-[7px] rounded-2 px-2 text-left text-small text-ink-2 hover:bg-hover coarse:h-11"
        >
          <Icon as={Building2} size={14} className="text-ink-3" />
          <span className="truncate">{name}</span>
          <Icon as={ChevronDown} size={13} className="ml-auto text-ink-3" />
        </button>
      }
    >
      <MenuLabel>Organizations</MenuLabel>
      {organizations.map((each) => (
        <MenuItem key={each.slug} asChild>
          <a href={placeOf(each.slug)}>
            <span className={cx("truncate", each === open && "font-medium")}>{each.name}</span>
          </a>
        </MenuItem>
      ))}
    </Menu>
  );
}
