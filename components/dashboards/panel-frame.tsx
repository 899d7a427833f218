import type { ReactNode } from "react";

import { MoreIcon } from "@/components/icons";
import { Menu } from "@/components/ui/menu";

type PanelFrameProps = {
  title: string;
  /** What stands before the title: the handle by which the panel is moved. */
  handle?: ReactNode;
  /** What the panel is about, beside its title. */
  aside?: ReactNode;
  /** `MenuItem`s; no menu when there is nothing to choose. */
  menu?: ReactNode;
  children: ReactNode;
};

/** The border around one panel of a dashboard, with its title and its menu. */
export function PanelFrame({ title, handle, aside, menu, children }: PanelFrameProps) {
  return (
    <section
      aria-label={title || "Panel without a title"}
      className="group/panel flex size-full min-w-0 flex-col rounded-lg border bg-surface"
    >
      <header className="flex h-9 shrink-0 items-center gap-1.5 pr-1.5 pl-3">
        {handle}
        <h2 className="min-w-0 truncate font-medium" title={title}>
          {title}
        </h2>
        <span className="ml-auto min-w-0 shrink truncate text-xs text-fg-muted">{aside}</span>
        {menu && (
          <Menu
            label={`Menu of ${title || "the panel"}`}
            trigger={<MoreIcon size={16} />}
            triggerClassName="flex size-7 shrink-0 items-center justify-center rounded-md text-fg-muted hover:bg-surface-3 hover:text-fg aria-expanded:bg-surface-3"
          >
            {menu}
          </Menu>
        )}
      </header>
      <div className="relative min-h-0 flex-1">{children}</div>
    </section>
  );
}
