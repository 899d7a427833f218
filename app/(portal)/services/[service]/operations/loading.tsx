import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Panel title="Operations" flush>
      <SkeletonRows rows={8} label="Loading operations" />
    </Panel>
  );
}
