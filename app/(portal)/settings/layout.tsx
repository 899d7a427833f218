import type { ReactNode } from "react";

import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";

const TABS = [
  { to: "/settings/people", label: "People" },
  { to: "/settings/teams", label: "Teams" },
  { to: "/settings/roles", label: "Roles" },
  { to: "/settings/environments", label: "Environments" },
  { to: "/settings/pipeline", label: "Pipeline template" },
  { to: "/settings/freezes", label: "Freezes" },
  { to: "/settings/tokens", label: "Tokens" },
  { to: "/settings/notifications", label: "Notifications" },
  { to: "/settings/account", label: "Account" },
  { to: "/settings/about", label: "About" },
];

/** The frame of all settings; each page below brings its breadcrumbs and its panels. */
export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <Page>
      <PageHeader title="Settings" />
      <TabLinks label="Settings" tabs={TABS} />
      {children}
    </Page>
  );
}
