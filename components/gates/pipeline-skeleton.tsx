import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

/** The graph and the stages, before they are known. */
export function PipelineSkeleton({ title }: { title: string }) {
  return (
    <>
      <Panel title={title} flush>
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
