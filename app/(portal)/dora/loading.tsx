import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";

const CARDS = ["frequency", "lead time", "failures", "recovery"];

export default function Loading() {
  return (
    <Page>
      <PageHeader
        title="Delivery performance"
        answer="How often, how fast and how well changes reach production."
      />
      <Skeleton className="h-8 w-2/3" />
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {CARDS.map((card) => (
          <Skeleton key={card} className="h-32 w-full rounded-lg" />
        ))}
      </div>
      <Skeleton className="h-80 w-full rounded-lg" />
    </Page>
  );
}
