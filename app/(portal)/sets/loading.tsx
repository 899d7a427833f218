import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <PageHeader
        title="Release sets"
        answer="Services that were promoted together, in the order of their dependencies."
      />
      <Panel flush>
        <SkeletonRows rows={8} label="Loading release sets" />
      </Panel>
    </Page>
  );
}
