import { Page } from "@/components/ui/page";
import { Skeleton } from "@/components/ui/skeleton";

/** The page of a deployment in its final shape. */
export default function Loading() {
  return (
    <Page>
      <div className="flex flex-col gap-6">
        <output className="sr-only">Loading the deployment</output>
        <div className="flex flex-col gap-2">
          <Skeleton className="h-7 w-72" />
          <Skeleton className="h-5 w-96 max-w-full" />
        </div>
        <div className="flex h-24 items-center gap-8 rounded-lg border bg-surface px-4">
          <Skeleton className="h-8 w-64" />
          <Skeleton className="h-8 w-64" />
        </div>
        <Skeleton className="h-10 w-2/3" />
        <div className="grid gap-6 lg:grid-cols-2">
          <div className="flex flex-col gap-6">
            <div className="h-48 rounded-lg border bg-surface" />
            <div className="h-40 rounded-lg border bg-surface" />
          </div>
          <div className="h-[32rem] rounded-lg border bg-surface" />
        </div>
      </div>
    </Page>
  );
}
