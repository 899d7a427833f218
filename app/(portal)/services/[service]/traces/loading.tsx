import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Panel flush>
      <SkeletonRows rows={10} label="Loading traces" />
    </Panel>
  );
}
