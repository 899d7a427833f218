import {
  HomeIcon,
  LayersIcon,
  RocketIcon,
  ScrollTextIcon,
  ServerIcon,
  SettingsIcon,
} from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";

export type Place = {
  to: string;
  label: string;
  icon: Icon;
  /** The letter after `g`. */
  key: string;
};

/** An entry appears when its capability exists, never before. */
export const DELIVERY_PLACES: Place[] = [
  { to: "/", label: "Home", icon: HomeIcon, key: "h" },
  { to: "/services", label: "Services", icon: LayersIcon, key: "s" },
  { to: "/deployments", label: "Deployments", icon: RocketIcon, key: "d" },
  { to: "/environments", label: "Environments", icon: ServerIcon, key: "e" },
];
export const HOUSE_PLACES: Place[] = [
  { to: "/audit", label: "Audit", icon: ScrollTextIcon, key: "a" },
  { to: "/settings", label: "Settings", icon: SettingsIcon, key: "," },
];
export const ALL_PLACES: Place[] = [...DELIVERY_PLACES, ...HOUSE_PLACES];

/** Whether a path is this place or lies below it. */
export function isAt(pathname: string, { to }: Pick<Place, "to">): boolean {
  return pathname === to || (to !== "/" && pathname.startsWith(`${to}/`));
}
