import Link from "next/link";
import type { ReactNode } from "react";

import { href } from "@/components/ui/href";

type NameCellProps = { to: string; name: string; detail?: string };

/**
 * Names a row of a `LongTable`. Its link covers the whole row, so the row is one real anchor; the cell itself has
 * no box, or a cell that stays in sight would be as far as the link can reach.
 */
export function NameCell({ to, name, detail }: NameCellProps) {
  return (
    <th scope="row" className="contents font-normal">
      <Link
        href={href(to)}
        data-list-link
        aria-label={name}
        className="absolute inset-0 z-3 focus-visible:outline-offset-[-2px]"
      />
      <span className="pointer-events-none sticky left-0 z-2 flex min-w-0 flex-col justify-center bg-surface px-3 py-1.5 pl-4 group-hover:bg-surface-2 group-has-[[data-list-link]:focus-visible]:bg-surface-2 max-sm:static max-sm:bg-transparent max-sm:p-0">
        <span aria-hidden className="truncate font-medium">
          {name}
        </span>
        {detail && <span className="truncate text-xs text-fg-muted">{detail}</span>}
      </span>
    </th>
  );
}

type PlaceCellProps = {
  /** The column's name, which a phone shows before the content. */
  label: string;
  children: ReactNode;
};

/** A cell under a column. Controls in it need `relative z-4` to stand above the row's link. */
export function PlaceCell({ label, children }: PlaceCellProps) {
  return (
    <td className="flex min-w-0 items-center gap-2 px-3 py-1.5 max-sm:p-0">
      <span aria-hidden className="w-24 shrink-0 truncate text-xs text-fg-muted sm:hidden">
        {label}
      </span>
      <div className="min-w-0 flex-1">{children}</div>
    </td>
  );
}
