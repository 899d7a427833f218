import { Page } from "@/components/ui/page";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <Skeleton className="h-7 w-1/2" />
      <Skeleton className="h-5 w-1/3" />
      <Panel flush>
        <SkeletonRows rows={10} label="Loading the error issue" />
      </Panel>
    </Page>
  );
}
