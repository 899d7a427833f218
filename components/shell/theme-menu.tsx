"use client";

import { MonitorIcon, MoonIcon, SunIcon } from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";
import type { Theme } from "@/components/preferences/preferences";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { Menu } from "@/components/ui/menu";
import { MenuChoice } from "@/components/ui/menu-items";

const THEMES: { theme: Theme; word: string; icon: Icon }[] = [
  { theme: "system", word: "Like the system", icon: MonitorIcon },
  { theme: "light", word: "Light", icon: SunIcon },
  { theme: "dark", word: "Dark", icon: MoonIcon },
];

/** Light, dark, or as the system says. */
export function ThemeMenu() {
  const { theme } = usePreferences();
  const Shape = THEMES.find((each) => each.theme === theme)?.icon ?? MonitorIcon;
  return (
    <Menu
      label="Theme"
      tooltip="Theme"
      triggerClassName="inline-flex size-8 items-center justify-center rounded-md text-fg-muted hover:bg-surface-3 hover:text-fg max-sm:hidden"
      trigger={<Shape />}
    >
      <ThemeChoices />
    </Menu>
  );
}

/** The same choices inside another menu. */
export function ThemeChoices() {
  const { theme: chosen, setTheme } = usePreferences();
  return THEMES.map(({ theme, word, icon }) => (
    <MenuChoice key={theme} icon={icon} checked={theme === chosen} onChoose={() => setTheme(theme)}>
      {word}
    </MenuChoice>
  ));
}
