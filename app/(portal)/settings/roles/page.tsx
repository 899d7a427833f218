import type { Metadata } from "next";

import { CheckIcon, MinusIcon } from "@/components/icons";
import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { ROLES } from "@/db/enums";
import { PERMISSIONS, reaches } from "@/lib/auth";
import { demand } from "@/lib/core/permit";
import { pageContext } from "@/lib/core/request";

import { SettingsCrumbs } from "../_components/settings-crumbs";

export const metadata: Metadata = { title: "Roles" };

export default async function RolesPage() {
  const { actor } = await pageContext();
  demand(actor, "settings.read");

  return (
    <>
      <SettingsCrumbs page="Roles" />
      <Panel
        title="Roles"
        description="Each role may all that the one before it may. An environment can ask for a higher role, never for a lower one."
        flush
      >
        <Table
          label="What each role may do"
          head={
            <>
              <HeaderCell>What</HeaderCell>
              {ROLES.map((role) => (
                <HeaderCell key={role} className="capitalize">
                  {role}
                </HeaderCell>
              ))}
              <HeaderCell>Scope of a token</HeaderCell>
            </>
          }
        >
          {Object.entries(PERMISSIONS).map(([permission, { leastRole, scope, does }]) => (
            <Row key={permission}>
              <Cell main>
                <span className="inline-block first-letter:uppercase">{does}</span>
                <span className="block text-xs text-fg-muted sm:hidden">
                  {leastRole === "administrator" ? "administrators" : `${leastRole}s and above`}
                </span>
              </Cell>
              {ROLES.map((role) => (
                <Cell key={role} wideOnly>
                  <Answer yes={reaches(role, leastRole)} />
                </Cell>
              ))}
              <Cell wideOnly>
                <code className="code text-fg-muted">{scope}</code>
              </Cell>
            </Row>
          ))}
        </Table>
      </Panel>
    </>
  );
}

function Answer({ yes }: { yes: boolean }) {
  return yes ? (
    <CheckIcon label="yes" className="align-middle" />
  ) : (
    <MinusIcon label="no" className="align-middle text-fg-subtle" />
  );
}
