import Link from "next/link";
import type { ReactNode } from "react";

import { ChevronRightIcon } from "@/components/icons";
import { cx } from "@/components/ui/cx";
import { href } from "@/components/ui/href";

export type Crumb = {
  label: ReactNode;
  to?: string;
  /** A control beside the label. */
  aside?: ReactNode;
};

/**
 * Where this page stands. A page renders it anywhere; it appears in the top bar, without JavaScript, because it is
 * fixed there. The last crumb is the page itself.
 */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav
      aria-label="Breadcrumb"
      className="fixed top-0 right-40 left-12 z-25 flex h-(--bar-height) min-w-0 items-center sm:right-[25rem] sm:left-[calc(var(--nav-width)+1.5rem)]"
    >
      <ol className="-ml-1 flex min-w-0 items-center gap-1">
        {crumbs.map(({ label, to, aside }, index) => {
          const last = index === crumbs.length - 1;
          return (
            <li
              key={index}
              className={cx(
                "flex min-w-0 items-center gap-1",
                // A long title gives way to where it stands, which says more at a glance.
                !last && "lg:max-w-48 lg:shrink-0",
                !last && index < crumbs.length - 2 && "max-sm:hidden",
              )}
            >
              {index > 0 && (
                <ChevronRightIcon
                  size={14}
                  className={cx("text-fg-subtle", index === crumbs.length - 2 && "max-sm:hidden")}
                />
              )}
              {to && !last ? (
                <Link href={href(to)} className="truncate rounded-sm px-1 py-0.5 text-fg-muted hover:text-fg">
                  {label}
                </Link>
              ) : (
                <span aria-current={last ? "page" : undefined} className="truncate px-1 py-0.5 font-medium">
                  {label}
                </span>
              )}
              {aside}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
