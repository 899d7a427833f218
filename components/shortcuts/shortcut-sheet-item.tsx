"use client";

import type { ReactNode } from "react";

import { overlay } from "@/components/palette/palette-store";
import { MenuItem } from "@/components/ui/menu-items";

/** Opens the list of shortcuts from a menu. */
export function ShortcutSheetItem({ icon }: { icon: ReactNode }) {
  return (
    <MenuItem onClick={() => overlay.show("shortcuts")} className="max-sm:hidden">
      {icon}
      Keyboard shortcuts
    </MenuItem>
  );
}
