import type { ReactNode } from "react";

type BoardCardProps = {
  title: string;
  aside?: ReactNode;
  /** The card's buttons; they stand at its bottom, so that they line up across the board. */
  footer?: ReactNode;
  children: ReactNode;
};

/** A column of the pipeline board. */
export function BoardCard({ title, aside, footer, children }: BoardCardProps) {
  return (
    <section
      aria-label={title}
      className="flex min-w-0 flex-1 flex-col rounded-lg border bg-surface @4xl:min-h-[19.5rem]"
    >
      {/* Side by side the cards are narrow: name and state get a line each in all of them, so that they line up. */}
      <header className="flex min-h-10 items-center justify-between gap-x-2 px-3.5 pt-2 @4xl:min-h-14 @4xl:flex-col @4xl:items-start @4xl:justify-start @4xl:pb-1">
        <h3 className="max-w-full truncate font-medium" title={title}>
          {title}
        </h3>
        {aside}
      </header>
      <div className="flex min-w-0 flex-1 flex-col gap-2.5 px-3.5 pb-3.5">{children}</div>
      {footer && <footer className="flex flex-wrap gap-2 px-3.5 pb-3.5">{footer}</footer>}
    </section>
  );
}
