"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

import { cx } from "./cx";
import { href } from "./href";

export type TabLink = {
  to: string;
  label: string;
  count?: number;
  /** Active only on exactly this path; for the first tab, whose path begins the others'. */
  exact?: boolean;
  /** Overrides the path, for tabs that live in the query. */
  active?: boolean;
};

/**
 * Brings the open tab into a row that is too narrow for all of them, once, when it becomes the open one. The function is
 * always the same, so nothing moves under the finger of whoever scrolls the row afterwards.
 */
function reveal(link: HTMLAnchorElement | null) {
  const row = link?.closest("nav");
  if (!link || !row) return;
  const [tab, visible] = [link.getBoundingClientRect(), row.getBoundingClientRect()];
  if (tab.left < visible.left || tab.right > visible.right) {
    row.scrollLeft += tab.left - visible.left - (visible.width - tab.width) / 2;
  }
}

/** Tabs are links: the URL says which one is open, Back works, and each can be shared. */
export function TabLinks({ tabs, label }: { tabs: TabLink[]; label: string }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto border-b px-4 sm:mx-0 sm:px-0">
      <ul className="flex gap-1">
        {tabs.map((tab) => {
          const active = tab.active ?? isAt(pathname, tab);
          return (
            <li key={tab.to}>
              <Link
                ref={active ? reveal : undefined}
                href={href(tab.to)}
                aria-current={active ? "page" : undefined}
                className={cx(
                  "relative flex h-9 items-center gap-1.5 rounded-md px-2.5 whitespace-nowrap transition-colors coarse:h-11",
                  "focus-visible:outline-offset-[-2px]",
                  active
                    ? "font-medium text-fg after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:bg-fg"
                    : "text-fg-muted hover:text-fg",
                )}
              >
                {tab.label}
                {tab.count !== undefined && <span className="text-xs text-fg-muted">{tab.count}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function isAt(pathname: string, { to, exact }: TabLink): boolean {
  const path = to.split("?")[0] ?? to;
  return pathname === path || (!exact && pathname.startsWith(`${path}/`));
}
