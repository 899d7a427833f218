import { ArrowDownIcon } from "@/components/icons";

import { cx } from "./cx";

type SortHeaderCellProps = {
  /** What this column sorts: the largest first, and names from A to Z. */
  sorted: boolean;
  order?: "ascending" | "descending";
  onSort: () => void;
  align?: "start" | "end";
  children: string;
};

/** The name of a column that the rows can be put in the order of. */
export function SortHeaderCell({
  sorted,
  order = "descending",
  onSort,
  align = "end",
  children,
}: SortHeaderCellProps) {
  return (
    <th
      scope="col"
      aria-sort={sorted ? order : undefined}
      className={cx(
        "h-9 border-b px-3 text-xs font-normal whitespace-nowrap text-fg-muted first:pl-4 last:pr-4",
        align === "end" && "text-right",
      )}
    >
      <button
        type="button"
        onClick={onSort}
        className={cx(
          "inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-fg",
          // The words end where the numbers below them do: the arrow stands before them.
          align === "end" && "flex-row-reverse",
          sorted && "font-medium text-fg",
        )}
      >
        {children}
        <ArrowDownIcon
          size={12}
          className={cx(!sorted && "invisible", order === "ascending" && "rotate-180")}
        />
      </button>
    </th>
  );
}
