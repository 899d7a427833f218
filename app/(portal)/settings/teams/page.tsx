import type { Metadata } from "next";

import { PeopleIcon } from "@/components/icons";
import { RefreshOn } from "@/components/refresh-on";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Section } from "@/components/ui/section";
import { can, listTeams } from "@/lib/auth";
import { topics } from "@/lib/auth/contract";
import { pageContext } from "@/lib/core/request";

import { SettingsCrumbs } from "../_components/settings-crumbs";
import { AddTeam } from "./_components/add-team";
import { TeamCard } from "./_components/team-card";

export const metadata: Metadata = { title: "Teams" };

/** Who belongs together, and what each team answers for. */
export default async function TeamsPage() {
  const ctx = await pageContext();
  const mayEdit = can(ctx.actor, "team.edit");
  const teams = await listTeams(ctx);
  return (
    <>
      <SettingsCrumbs page="Teams" />
      <RefreshOn topics={[topics.teams, topics.people]} />
      <Section
        title="Teams"
        description="A team owns services, approves releases and is told what happens."
        actions={mayEdit && teams.length > 0 && <AddTeam />}
      >
        {!mayEdit && <Notice>Administrators may change teams. You can see who is in them.</Notice>}
        {teams.length === 0 ? (
          <Panel flush>
            <EmptyState icon={PeopleIcon} title="There are no teams." action={mayEdit && <AddTeam />}>
              Put people together who answer for the same services.
            </EmptyState>
          </Panel>
        ) : (
          <ul className="flex flex-col gap-3">
            {teams.map((team) => (
              <li key={team.id}>
                <TeamCard team={team} mayEdit={mayEdit} />
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
