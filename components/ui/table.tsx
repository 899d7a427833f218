import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";

import { cx } from "./cx";
import { href } from "./href";

type TableProps = {
  /** Read aloud; the visible title stands in the panel or section. */
  label: string;
  /** Header cells, in order. */
  head: ReactNode;
  /** `Row`s. */
  children: ReactNode;
  className?: string;
};

/**
 * A dense, real table. On a phone each row folds: its first cell takes a line, the others flow below it.
 * Rows are an item of the `j`/`k` list.
 */
export function Table({ label, head, children, className }: TableProps) {
  return (
    <div className={cx("overflow-x-auto", className)}>
      <table aria-label={label} className="w-full border-collapse text-left text-sm max-sm:block">
        <thead className="max-sm:sr-only">
          <tr>{head}</tr>
        </thead>
        <tbody className="divide-y divide-border max-sm:block">{children}</tbody>
      </table>
    </div>
  );
}

type HeaderCellProps = { align?: "start" | "end"; className?: string; children?: ReactNode };

/** The name of a column. */
export function HeaderCell({ align = "start", className, children }: HeaderCellProps) {
  return (
    <th
      scope="col"
      className={cx(
        "h-9 border-b px-3 text-xs font-normal whitespace-nowrap text-fg-muted first:pl-4 last:pr-4",
        align === "end" && "text-right",
        className,
      )}
    >
      {children}
    </th>
  );
}

/** One row; `position: relative`, so that a `RowLink` in it covers it. */
export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      {...rest}
      data-list-item
      className={cx(
        "relative hover:bg-surface-2 has-[[data-list-link]:focus-visible]:bg-surface-2",
        "max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1 max-sm:px-4 max-sm:py-2.5",
        className,
      )}
    />
  );
}

type CellProps = Omit<ComponentProps<"td">, "align"> & {
  align?: "start" | "end";
  /** The cell that names the row. */
  main?: boolean;
  /** Not worth a place on a phone. */
  wideOnly?: boolean;
};

/** One cell; numbers align at their end. */
export function Cell({ align = "start", main, wideOnly, className, ...rest }: CellProps) {
  return (
    <td
      {...rest}
      className={cx(
        "h-10 px-3 py-1.5 first:pl-4 last:pr-4 max-sm:h-auto max-sm:p-0! max-sm:text-left",
        align === "end" && "text-right",
        main && "max-sm:basis-full",
        wideOnly && "max-sm:hidden",
        className,
      )}
    />
  );
}

/** The one anchor of a row: its words are the name, its area is the whole row. Other controls need `relative`. */
export function RowLink({
  to,
  className,
  children,
}: {
  to: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Link
      href={href(to)}
      data-list-link
      className={cx("stretched font-medium focus-visible:outline-offset-0", className)}
    >
      {children}
    </Link>
  );
}
