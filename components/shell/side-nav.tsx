import Link from "next/link";

import { Logo } from "./logo";
import { NavLink } from "./nav-link";
import { NavigationToggle } from "./navigation-toggle";
import { PLACE_ICONS } from "./place-icons";
import { DELIVERY_PLACES, HOUSE_PLACES, INSIGHT_PLACES, type KnownPlace } from "./places";

/** The navigation at the left from tablet width on. */
export function SideNav() {
  return (
    <nav aria-label="Main" className="sticky top-0 hidden h-dvh flex-col border-r bg-bg sm:flex">
      <Link href="/" className="flex h-(--bar-height) items-center gap-2.5 px-4 font-semibold tracking-tight">
        <Logo className="text-accent-text" />
        <span className="nav-word">Slipway</span>
      </Link>
      <div className="flex min-h-0 flex-1 flex-col justify-between gap-4 overflow-y-auto p-2">
        <Group places={[...DELIVERY_PLACES, ...INSIGHT_PLACES]} />
        <Group places={HOUSE_PLACES} />
      </div>
      <div className="border-t p-2">
        <NavigationToggle />
      </div>
    </nav>
  );
}

function Group({ places }: { places: readonly KnownPlace[] }) {
  return (
    <ul className="flex flex-col gap-0.5">
      {places.map(({ to, label, key }) => {
        const Shape = PLACE_ICONS[to];
        return (
          <li key={to}>
            <NavLink to={to} label={label} keys={`g ${key}`} form="side" icon={<Shape />} />
          </li>
        );
      })}
    </ul>
  );
}
