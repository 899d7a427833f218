import { Page } from "@/components/ui/page";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page width="full">
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-8 w-full max-w-xl" />
      <div className="grid gap-3 md:grid-cols-2">
        {["a", "b", "c", "d"].map((panel) => (
          <Skeleton key={panel} className="h-72 w-full rounded-lg" />
        ))}
      </div>
    </Page>
  );
}
