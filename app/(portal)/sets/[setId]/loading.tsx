import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <PageHeader title={<Skeleton className="h-7 w-56" />} answer={<Skeleton className="h-5 w-80" />} />
      <Panel title="Wave 1" flush>
        <SkeletonRows rows={3} label="Loading the release set" />
      </Panel>
    </Page>
  );
}
