/** What a person prefers in this browser. Kept in cookies, so that the server renders it right the first time. */
export type Preferences = {
  theme: Theme;
  /** IANA name of the zone instants are shown in: the viewer's own or "UTC". */
  timeZone: string;
  /** The zone choice behind `timeZone`. */
  zoneChoice: "local" | "utc";
  /** Single-letter shortcuts (WCAG 2.1.4). */
  singleKeys: boolean;
  navigation: "wide" | "narrow";
};
export type Theme = "light" | "dark" | "system";

export const PREFERENCE_COOKIES = {
  theme: "theme",
  localZone: "zone",
  zoneChoice: "time",
  singleKeys: "keys",
  navigation: "nav",
} as const;

type ReadCookie = (name: string) => string | undefined;

/** Reads the preferences of a request; anything unknown falls back to the default. */
export function readPreferences(cookie: ReadCookie): Preferences {
  const theme = cookie(PREFERENCE_COOKIES.theme);
  const zoneChoice = cookie(PREFERENCE_COOKIES.zoneChoice) === "utc" ? "utc" : "local";
  const localZone = cookie(PREFERENCE_COOKIES.localZone)?.replaceAll("%2F", "/") ?? "";
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    zoneChoice,
    timeZone: zoneChoice === "local" && isTimeZone(localZone) ? localZone : "UTC",
    singleKeys: cookie(PREFERENCE_COOKIES.singleKeys) !== "off",
    navigation: cookie(PREFERENCE_COOKIES.navigation) === "narrow" ? "narrow" : "wide",
  };
}

function isTimeZone(name: string): boolean {
  if (name === "") return false;
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
