import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Panel title="Compare" flush>
        <SkeletonRows rows={4} label="Loading the comparison" />
      </Panel>
      <Panel title="Versions" flush>
        <SkeletonRows rows={6} label="Loading the versions" />
      </Panel>
    </>
  );
}
