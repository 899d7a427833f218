import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Panel title="Pipeline template" flush>
        <div className="flex gap-11 p-4">
          <Skeleton className="h-15 w-40" />
          <Skeleton className="h-15 w-40 max-sm:hidden" />
          <Skeleton className="h-15 w-40 max-sm:hidden" />
        </div>
      </Panel>
      <Panel title="Stages" flush>
        <SkeletonRows rows={6} label="Loading the stages" />
      </Panel>
    </>
  );
}
