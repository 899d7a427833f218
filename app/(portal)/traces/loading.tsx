import { Page } from "@/components/ui/page";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <Skeleton className="h-7 w-72" />
      <Panel flush>
        <SkeletonRows rows={14} label="Loading traces" />
      </Panel>
    </Page>
  );
}
