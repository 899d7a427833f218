import type { Metadata } from "next";

import { RefreshOn } from "@/components/refresh-on";
import { ShortcutPreference } from "@/components/shortcuts/shortcut-preference";
import { TimeZonePreference } from "@/components/time/time-zone-preference";
import { Panel } from "@/components/ui/panel";
import { hasPassword, listOwnSessions, requirePerson } from "@/lib/auth";
import { topics } from "@/lib/auth/contract";
import { pageContext } from "@/lib/core/request";

import { SettingsCrumbs } from "../_components/settings-crumbs";
import { PasswordForm } from "./_components/password-form";
import { SessionList } from "./_components/session-list";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const person = await requirePerson();
  const ctx = await pageContext();
  const [sessions, passwordKnown] = await Promise.all([listOwnSessions(ctx), hasPassword(ctx)]);

  return (
    <>
      <SettingsCrumbs page="Account" />
      <RefreshOn topics={[topics.sessions]} />
      <Panel title="Preferences" description="They hold in this browser.">
        <div className="flex flex-col gap-3">
          <ShortcutPreference />
          <TimeZonePreference />
        </div>
      </Panel>
      <Panel
        title={passwordKnown ? "Change password" : "Set a password"}
        description={`You sign in as ${person.email}.`}
      >
        <PasswordForm passwordKnown={passwordKnown} email={person.email} />
      </Panel>
      <SessionList sessions={sessions} />
    </>
  );
}
