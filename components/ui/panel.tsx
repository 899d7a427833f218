import type { ReactNode } from "react";

import { cx } from "./cx";

type PanelProps = {
  /** For links that lead to it. */
  id?: string;
  /** Its heading; pass `headingLevel` when it is not directly below the page's title. */
  title?: ReactNode;
  headingLevel?: 2 | 3;
  /** One muted line below the title. */
  description?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  /** A table or a log brings its own edges. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
};

/** A bordered surface that holds one answer. */
export function Panel({
  id,
  title,
  headingLevel = 2,
  description,
  actions,
  footer,
  flush,
  className,
  children,
}: PanelProps) {
  const Heading = headingLevel === 2 ? "h2" : "h3";
  return (
    <section id={id} className={cx("scroll-mt-20 overflow-hidden rounded-lg border bg-surface", className)}>
      {(title || actions) && (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b px-4 py-1.5">
          <div className="min-w-0">
            {title && <Heading className="font-medium">{title}</Heading>}
            {description && <p className="text-xs text-fg-muted">{description}</p>}
          </div>
          {actions && <div className="flex min-w-0 flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? undefined : "p-4"}>{children}</div>
      {footer && <footer className="border-t bg-surface-2 px-4 py-2.5">{footer}</footer>}
    </section>
  );
}
