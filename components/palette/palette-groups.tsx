import type { ReactNode } from "react";

import { HistoryIcon, KeyboardIcon, LayersIcon, ZapIcon } from "@/components/icons";
import { PLACE_ICONS } from "@/components/shell/place-icons";
import { ALL_PLACES } from "@/components/shell/places";

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
};

/** All that the palette knows. While nothing is typed, this is its order; later it decides between equal matches. */
export function paletteGroups(sources: Sources, typed: boolean): PaletteGroup[] {
  const { actions, services, recent, go, run, showShortcuts } = sources;
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
  return [...(typed ? [found, offers] : [offers, found]), lately, places(go, run, showShortcuts)];
}

function places(go: Sources["go"], run: Sources["run"], showShortcuts: () => void): PaletteGroup {
  const pages = ALL_PLACES.map(({ to, label, key }): PaletteEntry => {
    const Shape = PLACE_ICONS[to];
    return { id: `go:${to}`, label, icon: <Shape />, keys: `g ${key}`, select: () => go(to) };
  });
  return {
    heading: "Go to",
    entries: [
      ...pages,
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
