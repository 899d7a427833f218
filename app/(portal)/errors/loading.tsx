import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <PageHeader title="Errors" answer="What goes wrong in your services, the last seen first." />
      <Skeleton className="h-8 w-2/3" />
      <Panel flush>
        <SkeletonRows rows={10} label="Loading error issues" />
      </Panel>
    </Page>
  );
}
