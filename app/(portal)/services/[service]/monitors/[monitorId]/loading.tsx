import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Skeleton className="h-7 w-1/3" />
      <Panel flush>
        <SkeletonRows rows={8} label="Loading the cron monitor" />
      </Panel>
    </>
  );
}
