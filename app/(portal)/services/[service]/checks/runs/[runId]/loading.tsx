import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Panel title="Results" flush>
      <SkeletonRows rows={5} label="Loading results" />
    </Panel>
  );
}
