"use client";

import { useRef, type ReactNode } from "react";

import { RefreshIcon } from "@/components/icons";

/** Says over a list that stands still that there is more, and brings it. It takes no room, so nothing moves. */
export function NewsPill({ news, onShow }: { news: ReactNode; onShow: () => void }) {
  const place = useRef<HTMLOutputElement>(null);
  return (
    <output
      ref={place}
      tabIndex={-1}
      className="pointer-events-none sticky top-14 z-5 flex h-0 justify-center outline-none"
    >
      {news && (
        <button
          type="button"
          onClick={({ detail }) => {
            // The button goes away; who used the keyboard stays at the top of the list, who points stays where they are.
            if (detail === 0) place.current?.focus();
            onShow();
          }}
          className="pointer-events-auto mt-1.5 inline-flex h-7 items-center gap-1.5 rounded-full border border-accent bg-surface px-3 text-xs font-medium text-accent-text shadow-raised touch-target hover:bg-surface-2"
        >
          <RefreshIcon size={12} />
          {news}
        </button>
      )}
    </output>
  );
}
