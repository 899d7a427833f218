import type { Metadata } from "next";

import { sizeInWords } from "@/components/release/size-in-words";
import { RelativeTime } from "@/components/time/relative-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { getAbout } from "@/lib/auth";
import { pageContext } from "@/lib/core/request";

import { SettingsCrumbs } from "../_components/settings-crumbs";

export const metadata: Metadata = { title: "About" };

export default async function AboutPage() {
  const about = await getAbout(await pageContext());

  return (
    <>
      <SettingsCrumbs page="About" />
      <Panel title="This installation">
        <Facts
          label="This installation"
          facts={[
            { label: "Slipway", value: about.version },
            {
              label: "Commit",
              value: about.commit ? <code className="code">{about.commit}</code> : "unknown",
            },
            { label: "Web process started", value: <RelativeTime at={about.startedAt} /> },
            { label: "Node", value: about.nodeVersion },
            {
              label: "PostgreSQL",
              value: `${about.database.version}, ${sizeInWords(about.database.sizeBytes)}`,
            },
            { label: "Address", value: about.address ?? "any name of this machine" },
            { label: "Services answer at", value: <code className="code">{about.gatewayAddress}</code> },
            { label: "Sign-in", value: about.signIn.join(", ") },
          ]}
        />
      </Panel>
      <Panel
        title="Workers"
        description="They build and deploy. Each says every few seconds that it is there."
        flush
      >
        {about.workers.length === 0 ? (
          <EmptyState title="No worker has reported">
            Nothing is built or deployed until one does. `npm start` starts one; its log says why it does not.
          </EmptyState>
        ) : (
          <Table
            label="Workers"
            head={
              <>
                <HeaderCell>Worker</HeaderCell>
                <HeaderCell>Started</HeaderCell>
                <HeaderCell>Last heard of</HeaderCell>
              </>
            }
          >
            {about.workers.map((worker) => (
              <Row key={worker.id}>
                <Cell main>
                  <code className="code">{worker.id}</code>
                </Cell>
                <Cell>
                  <RelativeTime at={worker.startedAt} />
                </Cell>
                <Cell>
                  <RelativeTime at={worker.heartbeatAt} />
                </Cell>
              </Row>
            ))}
          </Table>
        )}
      </Panel>
    </>
  );
}
