import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Panel title="Source, build and run">
        <div className="grid gap-5 sm:grid-cols-2">
          <output className="sr-only">Loading the settings</output>
          {[0, 1, 2, 3, 4, 5].map((field) => (
            <div key={field} className="flex flex-col gap-2">
              <Skeleton className="h-4 w-28" />
              <Skeleton className="h-8 w-full" />
            </div>
          ))}
        </div>
      </Panel>
      <Panel title="Variables" flush>
        <SkeletonRows rows={4} label="Loading variables" />
      </Panel>
    </>
  );
}
