"use client";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { Checkbox } from "@/components/ui/checkbox";

/** For the settings page: single-key shortcuts on or off, for those whom they hinder (WCAG 2.1.4). */
export function ShortcutPreference() {
  const { singleKeys, setSingleKeys } = usePreferences();
  return (
    <Checkbox
      label="Single-key shortcuts"
      hint="Such as g then s, j and k, or ?. The command palette opens either way."
      checked={singleKeys}
      onChange={(event) => setSingleKeys(event.currentTarget.checked)}
    />
  );
}
