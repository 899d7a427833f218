import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Panel title="Freezes" flush>
      <SkeletonRows rows={4} label="Loading the freezes" />
    </Panel>
  );
}
