import { Breadcrumbs } from "@/components/shell/breadcrumbs";

/** Where a settings page stands. */
export function SettingsCrumbs({ page }: { page: string }) {
  return <Breadcrumbs crumbs={[{ label: "Settings", to: "/settings/people" }, { label: page }]} />;
}
