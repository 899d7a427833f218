"use client";

import { lazy, Suspense, useSyncExternalStore } from "react";

import { overlay } from "./palette-store";

const CommandPalette = lazy(() =>
  import("./command-palette").then((module) => ({ default: module.CommandPalette })),
);
const ShortcutSheet = lazy(() =>
  import("@/components/shortcuts/shortcut-sheet").then((module) => ({ default: module.ShortcutSheet })),
);

/** The portal-wide dialogs. Their code is fetched when first opened. */
export function Overlays() {
  const shown = useSyncExternalStore(overlay.subscribe, overlay.get, () => undefined);
  const close = () => overlay.show(undefined);
  return (
    <Suspense fallback={null}>
      {shown === "palette" && <CommandPalette onClose={close} />}
      {shown === "shortcuts" && <ShortcutSheet onClose={close} />}
    </Suspense>
  );
}
