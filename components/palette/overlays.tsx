"use client";

import dynamic from "next/dynamic";
import { useSyncExternalStore } from "react";

import { overlay } from "./palette-store";

const CommandPalette = dynamic(() => import("./command-palette").then((module) => module.CommandPalette), {
  ssr: false,
});
const ShortcutSheet = dynamic(
  () => import("@/components/shortcuts/shortcut-sheet").then((module) => module.ShortcutSheet),
  { ssr: false },
);

/** The portal-wide dialogs. Their code is fetched when first opened. */
export function Overlays() {
  const shown = useSyncExternalStore(overlay.subscribe, overlay.get, () => undefined);
  if (shown === "palette") return <CommandPalette onClose={() => overlay.show(undefined)} />;
  if (shown === "shortcuts") return <ShortcutSheet onClose={() => overlay.show(undefined)} />;
  return null;
}
