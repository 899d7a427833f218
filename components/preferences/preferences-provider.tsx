"use client";

import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from "react";

import { PREFERENCE_COOKIES, type Preferences, type Theme } from "./preferences";

type PreferencesContext = Preferences & {
  setTheme: (theme: Theme) => void;
  setZoneChoice: (choice: Preferences["zoneChoice"]) => void;
  setSingleKeys: (on: boolean) => void;
  setNavigation: (navigation: Preferences["navigation"]) => void;
};

const Context = createContext<PreferencesContext | undefined>(undefined);
const ONE_YEAR_S = 31_536_000;

/** Starts from what the server read from the cookies and writes changes back to them. */
export function PreferencesProvider({ initial, children }: { initial: Preferences; children: ReactNode }) {
  const [preferences, setPreferences] = useState(initial);

  // During hydration the zone is what the server knew; right after it, what the browser knows.
  const localZone = useSyncExternalStore(neverChanges, browserZone, () => initial.timeZone);

  // The cookies are the outside system: from the second page on the server knows the zone as well.
  useEffect(() => remember(PREFERENCE_COOKIES.localZone, localZone), [localZone]);

  const value = useMemo((): PreferencesContext => {
    const change = (part: Partial<Preferences>) => setPreferences((now) => ({ ...now, ...part }));
    return {
      ...preferences,
      timeZone: preferences.zoneChoice === "utc" ? "UTC" : localZone,
      setTheme: (theme) => {
        remember(PREFERENCE_COOKIES.theme, theme);
        document.documentElement.dataset["theme"] = theme;
        change({ theme });
      },
      setZoneChoice: (zoneChoice) => {
        remember(PREFERENCE_COOKIES.zoneChoice, zoneChoice);
        change({ zoneChoice });
      },
      setSingleKeys: (singleKeys) => {
        remember(PREFERENCE_COOKIES.singleKeys, singleKeys ? "on" : "off");
        change({ singleKeys });
      },
      setNavigation: (navigation) => {
        remember(PREFERENCE_COOKIES.navigation, navigation);
        document.documentElement.dataset["nav"] = navigation;
        change({ navigation });
      },
    };
  }, [preferences, localZone]);

  return <Context value={value}>{children}</Context>;
}

export function usePreferences(): PreferencesContext {
  const context = useContext(Context);
  if (!context) throw new Error("usePreferences needs a PreferencesProvider above it.");
  return context;
}

const neverChanges = () => () => {};
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function remember(name: string, value: string): void {
  // oxlint-disable-next-line unicorn/no-document-cookie -- the Cookie Store interface is missing without TLS
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${ONE_YEAR_S}; samesite=lax`;
}
