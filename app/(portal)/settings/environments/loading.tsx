import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="flex flex-col gap-3">
      <output className="sr-only">Loading the environments</output>
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex h-36 flex-col gap-3 rounded-lg border bg-surface p-4">
          <Skeleton className="h-5 w-32" />
          <Skeleton className="h-4 w-2/3" />
          <Skeleton className="h-4 w-1/2" />
        </div>
      ))}
    </div>
  );
}
