import { MoreIcon } from "@/components/icons";
import { Menu } from "@/components/ui/menu";
import { MenuLink } from "@/components/ui/menu-items";

import { NavLink } from "./nav-link";
import { PLACE_ICONS } from "./place-icons";
import { DELIVERY_PLACES, HOUSE_PLACES, INSIGHT_PLACES } from "./places";

/** The navigation of a phone, where the thumb is. */
export function BottomNav() {
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex h-(--bottom-bar-height) border-t bg-surface px-1 pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {DELIVERY_PLACES.map(({ to, label }) => {
        const Shape = PLACE_ICONS[to];
        return <NavLink key={to} to={to} label={label} form="bottom" icon={<Shape size={20} />} />;
      })}
      <Menu
        label="More pages"
        triggerClassName="flex h-full flex-1 flex-col items-center justify-center gap-0.5 rounded-md text-2xs text-fg-muted"
        trigger={
          <>
            <MoreIcon size={20} />
            More
          </>
        }
      >
        {[...INSIGHT_PLACES, ...HOUSE_PLACES].map(({ to, label }) => (
          <MenuLink key={to} to={to} icon={PLACE_ICONS[to]}>
            {label}
          </MenuLink>
        ))}
      </Menu>
    </nav>
  );
}
