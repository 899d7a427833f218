import { Skeleton } from "@/components/ui/skeleton";

/** The page of a release in its final shape. */
export default function Loading() {
  return (
    <div className="flex flex-col gap-6">
      <output className="sr-only">Loading the release</output>
      <div className="flex flex-col gap-2">
        <Skeleton className="h-6 w-56" />
        <Skeleton className="h-5 w-96 max-w-full" />
      </div>
      <Skeleton className="h-20 w-full" />
      <div className="grid gap-6 lg:grid-cols-2">
        <div className="flex flex-col gap-6">
          <div className="h-28 rounded-lg border bg-surface" />
          <div className="h-40 rounded-lg border bg-surface" />
        </div>
        <div className="h-[32rem] rounded-lg border bg-surface" />
      </div>
    </div>
  );
}
