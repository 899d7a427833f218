import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <PageHeader
        title="Promote several services"
        answer="They go in the order of their dependencies. Where one fails, nothing that comes after it begins."
      />
      <Panel title="Services" flush>
        <SkeletonRows rows={6} label="Loading services" />
      </Panel>
    </Page>
  );
}
