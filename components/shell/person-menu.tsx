import { KeyboardIcon, LogOutIcon, SettingsIcon } from "@/components/icons";
import { ShortcutSheetItem } from "@/components/shortcuts/shortcut-sheet-item";
import { Menu } from "@/components/ui/menu";
import { MenuHeading, MenuItem, MenuLink, MenuSeparator } from "@/components/ui/menu-items";
import { initialsOf } from "@/components/ui/person";
import type { Role } from "@/db/enums";

import { ThemeChoices } from "./theme-menu";

export type SignedInPerson = { id: string; name: string; email?: string; role: Role };
/** A server action. */
export type SignOutAction = () => Promise<void>;

/** Who is signed in, what they may, and the way out. */
export function PersonMenu({
  person,
  signOutAction,
}: {
  person: SignedInPerson;
  signOutAction: SignOutAction;
}) {
  return (
    <Menu
      label={`${person.name}, ${person.role}`}
      triggerClassName="inline-flex size-8 items-center justify-center rounded-md hover:bg-surface-3"
      trigger={
        <span
          aria-hidden
          className="inline-flex size-6 items-center justify-center rounded-full bg-accent-bg text-2xs font-medium text-accent-text"
        >
          {initialsOf(person.name)}
        </span>
      }
    >
      <MenuHeading>
        <span className="block text-sm font-medium text-fg">{person.name}</span>
        {person.email && <span className="block">{person.email}</span>}
        <span className="block capitalize">{person.role}</span>
      </MenuHeading>
      <MenuSeparator />
      <div className="sm:hidden">
        <ThemeChoices />
        <MenuSeparator />
      </div>
      <MenuLink to="/settings" icon={SettingsIcon}>
        Settings
      </MenuLink>
      <ShortcutSheetItem icon={<KeyboardIcon className="text-fg-muted" />} />
      <MenuSeparator />
      <form action={signOutAction}>
        <MenuItem type="submit" icon={LogOutIcon}>
          Sign out
        </MenuItem>
      </form>
    </Menu>
  );
}
