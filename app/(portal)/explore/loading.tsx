import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page>
      <PageHeader title="Explore" answer="Any metric, of any service and release, over time." />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-96 w-full rounded-lg" />
    </Page>
  );
}
