import { Panel } from "@/components/ui/panel";
import { Section } from "@/components/ui/section";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Section
      title="Cron monitors"
      description="Tasks that run by a schedule and tell of their runs, those that need somebody first."
    >
      <Panel flush>
        <SkeletonRows rows={8} label="Loading cron monitors" />
      </Panel>
    </Section>
  );
}
