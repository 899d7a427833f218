import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Logs" }]} />
      <PageHeader title="Logs" answer="What services write, newest first, with the release that wrote it." />
      <SkeletonRows rows={14} label="Loading lines" />
    </Page>
  );
}
