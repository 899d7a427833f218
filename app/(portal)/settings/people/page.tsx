import type { Metadata } from "next";

import { RefreshOn } from "@/components/refresh-on";
import { Pagination } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { HeaderCell, Table } from "@/components/ui/table";
import { can, listPeople } from "@/lib/auth";
import { topics } from "@/lib/auth/contract";
import { pageContext } from "@/lib/core/request";

import { cursorIn, pagesOf } from "../_components/cursor-pages";
import { SettingsCrumbs } from "../_components/settings-crumbs";
import { InvitePerson } from "./_components/invite-person";
import { PersonRow } from "./_components/person-row";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage({ searchParams }: PageProps<"/settings/people">) {
  const cursor = cursorIn(await searchParams);
  const ctx = await pageContext();
  const people = await listPeople(ctx, { cursor, limit: 100 });
  const mayEdit = can(ctx.actor, "person.edit");

  return (
    <>
      <SettingsCrumbs page="People" />
      <RefreshOn topics={[topics.people]} />
      <Panel
        title="People"
        description="Who may sign in, and with which role."
        actions={can(ctx.actor, "person.invite") && <InvitePerson />}
        flush
      >
        <Table
          label="People"
          head={
            <>
              <HeaderCell>Name</HeaderCell>
              <HeaderCell>Role</HeaderCell>
              <HeaderCell>Signs in with</HeaderCell>
              <HeaderCell>Last seen</HeaderCell>
              <HeaderCell>
                <span className="sr-only">Actions</span>
              </HeaderCell>
            </>
          }
        >
          {people.items.map((person) => (
            <PersonRow key={person.id} person={person} mayEdit={mayEdit} self={person.id === ctx.actor.id} />
          ))}
        </Table>
      </Panel>
      <Pagination {...pagesOf("/settings/people", cursor, people.nextCursor)} />
    </>
  );
}
