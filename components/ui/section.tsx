import type { ReactNode } from "react";

import { cx } from "./cx";

type SectionProps = {
  title: ReactNode;
  id?: string;
  description?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** A titled part of a page without a border of its own. */
export function Section({ title, id, description, actions, className, children }: SectionProps) {
  return (
    <section id={id} className={cx("flex flex-col gap-3", className)}>
      <header className="flex min-h-7 flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div>
          <h2 className="text-base font-medium">{title}</h2>
          {description && <p className="text-fg-muted">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
