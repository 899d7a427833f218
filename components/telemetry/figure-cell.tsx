import type { ReactNode } from "react";

import { Cell } from "@/components/ui/table";

type FigureCellProps = {
  /** The name of the column, which a phone shows before the figure. */
  label: string;
  /** How it differs from what stood there before. */
  change?: string | undefined;
  children: ReactNode;
};

/** A number of a table that folds on a phone. */
export function FigureCell({ label, change, children }: FigureCellProps) {
  return (
    <Cell align="end" className="whitespace-nowrap tabular-nums">
      <span aria-hidden className="mr-1 text-xs text-fg-muted sm:hidden">
        {label}
      </span>
      {change && <span className="mr-1.5 text-xs text-fg-muted">{change}</span>}
      {children}
    </Cell>
  );
}
