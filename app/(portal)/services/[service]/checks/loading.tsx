import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Panel title="Checks" flush>
        <SkeletonRows rows={4} label="Loading checks" />
      </Panel>
      <Panel title="Runs" flush>
        <SkeletonRows rows={6} label="Loading runs" />
      </Panel>
    </>
  );
}
