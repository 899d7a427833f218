import { cx } from "./cx";

/** A quiet block in the final shape. It appears late, so that a fast answer never flickers. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden className={cx("block animate-late rounded-sm bg-surface-3", className ?? "h-4 w-24")} />
  );
}

/** Rows of a table that is on its way, in the height of real rows. */
export function SkeletonRows({ rows = 6, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <output aria-label={label} className="block divide-y divide-border">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-10 items-center gap-6 px-4">
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 w-24" />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </output>
  );
}
