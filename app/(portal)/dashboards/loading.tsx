import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <PageHeader title="Dashboards" answer="What is measured, beside each other." />
      <Panel title="Comes with Slipway" flush>
        <SkeletonRows rows={4} />
      </Panel>
      <Panel title="Yours" flush>
        <SkeletonRows rows={4} />
      </Panel>
    </Page>
  );
}
