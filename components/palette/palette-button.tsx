"use client";

import { SearchIcon } from "@/components/icons";
import { Kbd } from "@/components/ui/kbd";

import { overlay } from "./palette-store";

/** Opens the palette; shows its shortcut where there is room. */
export function PaletteButton() {
  return (
    <button
      type="button"
      aria-label="Search or run a command"
      aria-haspopup="dialog"
      onClick={() => overlay.show("palette")}
      className="inline-flex h-8 items-center gap-2 rounded-md border bg-surface px-2 text-fg-muted touch-target hover:bg-surface-2 hover:text-fg max-sm:w-8 max-sm:justify-center max-sm:border-transparent max-sm:bg-transparent sm:w-52"
    >
      <SearchIcon size={14} />
      <span className="flex-1 text-left max-sm:hidden">Search or jump to</span>
      <Kbd keys="mod k" className="max-sm:hidden" />
    </button>
  );
}
