import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Panel title="What you do not see" flush>
      <SkeletonRows rows={4} label="Loading what is not kept" />
    </Panel>
  );
}
