import { Skeleton } from "@/components/ui/skeleton";

/** The shape of a plan while the server works it out. */
export function PlanSkeleton() {
  return (
    <output aria-label="Working out what will change" className="flex flex-col gap-5">
      <Skeleton className="h-5 w-56" />
      <Skeleton className="h-[3.75rem] w-full rounded-md" />
      <Skeleton className="h-24 w-full rounded-md" />
      <Skeleton className="h-24 w-full rounded-md" />
    </output>
  );
}
