import type { ReactNode } from "react";

import { SETTINGS_PLACES } from "@/components/shell/places";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";

/** The frame of all settings; each page below brings its breadcrumbs and its panels. */
export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <Page>
      <PageHeader title="Settings" />
      <TabLinks label="Settings" tabs={SETTINGS_PLACES} />
      {children}
    </Page>
  );
}
