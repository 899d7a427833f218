import type { ReactNode } from "react";

/** A table that is scrolled within its panel, by the keyboard as well. */
export function PanelTable({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section
      aria-label={`Table of ${title || "the panel"}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached
      tabIndex={0}
      className="size-full overflow-auto border-t"
    >
      {children}
    </section>
  );
}
