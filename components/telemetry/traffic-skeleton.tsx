import { Section } from "@/components/ui/section";
import { Skeleton } from "@/components/ui/skeleton";

/** The charts and the tables in their final shape. */
export function TrafficSkeleton() {
  return (
    <Section title="Traffic">
      <output aria-label="Loading traffic" className="grid gap-3 xl:grid-cols-3">
        {["rate", "errors", "duration"].map((chart) => (
          <Skeleton key={chart} className="h-75 w-full rounded-lg" />
        ))}
      </output>
    </Section>
  );
}
