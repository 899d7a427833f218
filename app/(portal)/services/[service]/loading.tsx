import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

/** The board and the first list, in their final shape. */
export default function Loading() {
  return (
    <>
      <output aria-label="Loading the pipeline" className="grid gap-2 lg:grid-cols-4">
        {[0, 1, 2, 3].map((column) => (
          <div key={column} className="flex h-56 flex-col gap-3 rounded-lg border bg-surface p-3.5">
            <Skeleton className="h-4 w-24" />
            <Skeleton className="h-5 w-32" />
            <Skeleton className="h-3 w-40" />
            <Skeleton className="mt-auto h-7 w-24 rounded-md" />
          </div>
        ))}
      </output>
      <div className="overflow-hidden rounded-lg border bg-surface">
        <SkeletonRows rows={5} label="Loading releases" />
      </div>
    </>
  );
}
