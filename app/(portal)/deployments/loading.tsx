import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <PageHeader title="Deployments" answer="Everything that was shipped or taken back, newest first." />
      <div className="flex flex-col gap-2">
        <Skeleton className="h-8 w-2/3" />
        <Skeleton className="h-7 w-full max-w-2xl" />
      </div>
      <Panel flush>
        <SkeletonRows rows={12} label="Loading deployments" />
      </Panel>
    </Page>
  );
}
