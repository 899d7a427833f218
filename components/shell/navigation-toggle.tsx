"use client";

import { PanelLeftIcon } from "@/components/icons";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { IconButton } from "@/components/ui/icon-button";

/** Folds the navigation to its icons. The cookie remembers it, the attribute on <html> shows it at once. */
export function NavigationToggle() {
  const { navigation, setNavigation } = usePreferences();
  const narrow = navigation === "narrow";
  return (
    <IconButton
      icon={PanelLeftIcon}
      label={narrow ? "Widen the navigation" : "Narrow the navigation"}
      onClick={() => setNavigation(narrow ? "wide" : "narrow")}
    />
  );
}
