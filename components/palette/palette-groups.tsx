import type { ReactNode } from "react";

import {
  BoxIcon,
  HistoryIcon,
  KeyboardIcon,
  LayersIcon,
  MoonIcon,
  SettingsIcon,
  ZapIcon,
} from "@/components/icons";
import type { Theme } from "@/components/preferences/preferences";
import { PLACE_ICONS } from "@/components/shell/place-icons";
import { ALL_PLACES, SETTINGS_PLACES } from "@/components/shell/places";

import type { PageAction } from "./action-registry";
import type { RecentPlace } from "./recent";

export type PaletteEntry = {
  id: string;
  label: string;
  keywords?: readonly string[] | undefined;
  icon: ReactNode;
  keys?: string | undefined;
  select: () => void;
};
type PaletteGroup = { heading: string; entries: readonly PaletteEntry[] };

type Sources = {
  actions: readonly PageAction[];
  services: readonly { id: string; name: string }[];
  recent: readonly RecentPlace[];
  go: (to: string) => void;
  run: (action: () => void) => void;
  showShortcuts: () => void;
  setTheme: (theme: Theme) => void;
};

/** All that the palette knows. While nothing is typed, this is its order; later it decides between equal matches. */
export function paletteGroups(sources: Sources, typed: boolean): PaletteGroup[] {
  const { actions, services, recent, go, run } = sources;
  const offers: PaletteGroup = {
    heading: "On this page",
    entries: actions.map((action) => ({
      id: `action:${action.id}`,
      label: action.label,
      keywords: action.keywords,
      icon: <ZapIcon />,
      keys: action.shortcut,
      select: () => run(action.run),
    })),
  };
  const found: PaletteGroup = {
    heading: "Services",
    entries: services.map(({ id, name }) => ({
      id: `service:${id}`,
      label: name,
      icon: <LayersIcon />,
      select: () => go(`/services/${id}`),
    })),
  };
  const lately: PaletteGroup = {
    heading: "Lately",
    entries: recent.map(({ to, label }) => ({
      id: `lately:${to}`,
      label,
      icon: <HistoryIcon />,
      select: () => go(to),
    })),
  };
  // A name that is typed is most likely a service's.
  return [...(typed ? [found, offers] : [offers, found]), lately, places(sources), themes(sources)];
}

function places({ go, run, showShortcuts }: Sources): PaletteGroup {
  const pages = ALL_PLACES.map(({ to, label, key }): PaletteEntry => {
    const Shape = PLACE_ICONS[to];
    return { id: `go:${to}`, label, icon: <Shape />, keys: `g ${key}`, select: () => go(to) };
  });
  const settings = SETTINGS_PLACES.map(({ to, label }): PaletteEntry => ({
    id: `go:${to}`,
    label: `Settings: ${label}`,
    keywords: SETTINGS_KEYWORDS[to],
    icon: <SettingsIcon />,
    select: () => go(to),
  }));
  return {
    heading: "Go to",
    entries: [
      ...pages,
      {
        id: "go:/sets/new",
        label: "Promote services together…",
        keywords: ["new", "release", "set"],
        icon: <BoxIcon />,
        select: () => go("/sets/new"),
      },
      ...settings,
      {
        id: "help",
        label: "Keyboard shortcuts",
        keywords: ["help"],
        icon: <KeyboardIcon />,
        keys: "?",
        select: () => run(showShortcuts),
      },
    ],
  };
}

const SETTINGS_KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  "/settings/people": ["users", "invite"],
  "/settings/freezes": ["freeze", "windows"],
  "/settings/tokens": ["api", "new token"],
  "/settings/notifications": ["channels", "webhooks", "slack", "subscriptions"],
  "/settings/pipeline": ["stages", "gates"],
  "/settings/account": ["password", "time zone", "sessions"],
  "/settings/about": ["version"],
};

const THEMES: readonly Theme[] = ["system", "light", "dark"];

function themes({ run, setTheme }: Sources): PaletteGroup {
  const words: Record<Theme, string> = { system: "like the system", light: "light", dark: "dark" };
  return {
    heading: "Look",
    entries: THEMES.map((theme) => ({
      id: `theme:${theme}`,
      label: `Theme: ${words[theme]}`,
      keywords: ["mode", "appearance"],
      icon: <MoonIcon />,
      select: () => run(() => setTheme(theme)),
    })),
  };
}
