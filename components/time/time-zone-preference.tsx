"use client";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { Checkbox } from "@/components/ui/checkbox";

/** For the settings page: show instants in UTC instead of the viewer's zone. */
export function TimeZonePreference() {
  const { zoneChoice, timeZone, setZoneChoice } = usePreferences();
  return (
    <Checkbox
      label="Show times in UTC"
      hint={`Times are shown in ${timeZone === "UTC" ? "UTC" : timeZone.replaceAll("_", " ")} now.`}
      checked={zoneChoice === "utc"}
      onChange={(event) => setZoneChoice(event.currentTarget.checked ? "utc" : "local")}
    />
  );
}
