export type Place = {
  to: string;
  label: string;
  /** The letter after `g`. */
  key: string;
};

/** An entry appears when its capability exists, never before. */
export const DELIVERY_PLACES = [
  { to: "/", label: "Home", key: "h" },
  { to: "/services", label: "Services", key: "s" },
  { to: "/deployments", label: "Deployments", key: "d" },
  { to: "/environments", label: "Environments", key: "e" },
] as const satisfies Place[];

/** What one looks at now and then: beside the others at the left, under "More" on a phone. */
export const INSIGHT_PLACES = [
  { to: "/errors", label: "Errors", key: "b" },
  { to: "/traces", label: "Traces", key: "t" },
  { to: "/logs", label: "Logs", key: "l" },
  { to: "/dashboards", label: "Dashboards", key: "p" },
  { to: "/map", label: "Map", key: "m" },
  { to: "/explore", label: "Explore", key: "x" },
  { to: "/sets", label: "Release sets", key: "r" },
  { to: "/dora", label: "Delivery performance", key: "o" },
] as const satisfies Place[];

export const HOUSE_PLACES = [
  { to: "/audit", label: "Audit", key: "a" },
  { to: "/settings", label: "Settings", key: "," },
] as const satisfies Place[];

/** Its way in is the bell of the top bar. */
const INBOX_PLACE = { to: "/inbox", label: "Inbox", key: "i" } as const satisfies Place;

/** Behind the tabs of the settings. */
export const SETTINGS_PLACES = [
  { to: "/settings/people", label: "People" },
  { to: "/settings/teams", label: "Teams" },
  { to: "/settings/roles", label: "Roles" },
  { to: "/settings/environments", label: "Environments" },
  { to: "/settings/pipeline", label: "Pipeline template" },
  { to: "/settings/freezes", label: "Freezes" },
  { to: "/settings/tokens", label: "Tokens" },
  { to: "/settings/notifications", label: "Notifications" },
  { to: "/settings/telemetry", label: "Telemetry storage" },
  { to: "/settings/account", label: "Account" },
  { to: "/settings/about", label: "About" },
];

export const ALL_PLACES = [...DELIVERY_PLACES, ...INSIGHT_PLACES, INBOX_PLACE, ...HOUSE_PLACES];
export type KnownPlace = (typeof ALL_PLACES)[number];

/** Whether a path is this place or lies below it. */
export function isAt(pathname: string, { to }: Pick<Place, "to">): boolean {
  return pathname === to || (to !== "/" && pathname.startsWith(`${to}/`));
}
