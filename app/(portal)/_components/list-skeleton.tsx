import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

/** A page with a title, a filter and a long list, in its final shape. */
export function ListSkeleton({ title }: { title: string }) {
  return (
    <Page>
      <PageHeader title={title} />
      <div className="flex flex-col gap-3">
        <Skeleton className="h-8 w-full rounded-md sm:w-72" />
        <div className="overflow-hidden rounded-lg border bg-surface">
          <SkeletonRows rows={12} label={`Loading ${title.toLowerCase()}`} />
        </div>
      </div>
    </Page>
  );
}
