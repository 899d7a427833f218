import type { ReactNode } from "react";

import { RefreshIcon } from "@/components/icons";

/** Says over a list that stands still that there is more, and brings it. It takes no room, so nothing moves. */
export function NewsPill({ news, onShow }: { news: ReactNode; onShow: () => void }) {
  return (
    <output className="pointer-events-none sticky top-14 z-5 flex h-0 justify-center">
      {news && (
        <button
          type="button"
          onClick={onShow}
          className="pointer-events-auto mt-1.5 inline-flex h-7 items-center gap-1.5 rounded-full border border-accent bg-surface px-3 text-xs font-medium text-accent-text shadow-raised touch-target hover:bg-surface-2"
        >
          <RefreshIcon size={12} />
          {news}
        </button>
      )}
    </output>
  );
}
