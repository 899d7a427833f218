import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <PageHeader title="Inbox" answer="What you wanted to be told, newest first." />
      <Skeleton className="h-8 w-2/3" />
      <Panel flush>
        <SkeletonRows rows={10} label="Loading the inbox" />
      </Panel>
    </Page>
  );
}
