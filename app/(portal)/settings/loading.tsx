import { SkeletonRows } from "@/components/ui/skeleton";

export default function SettingsLoading() {
  return (
    <div className="overflow-hidden rounded-lg border bg-surface">
      <SkeletonRows rows={8} label="Loading the settings" />
    </div>
  );
}
