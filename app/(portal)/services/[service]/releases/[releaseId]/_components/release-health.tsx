"use client";

import { useSuspenseQuery } from "@tanstack/react-query";

import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { releaseHealthQuery } from "@/lib/errors/query-options";

/** How the release does for those who use it; nothing while nothing was heard of it. */
export function ReleaseHealth({ releaseId, serviceName }: { releaseId: string; serviceName: string }) {
  const { data } = useSuspenseQuery(releaseHealthQuery(releaseId));
  if (data.items.length === 0) return null;
  return (
    <Panel title="Health" description="Sessions, people and new errors, as SDKs in it report them" flush>
      <Table
        label="Health by environment"
        head={
          <>
            <HeaderCell>Environment</HeaderCell>
            <HeaderCell align="end">Sessions without a crash</HeaderCell>
            <HeaderCell align="end">People without a crash</HeaderCell>
            <HeaderCell align="end">Sessions with errors</HeaderCell>
            <HeaderCell align="end">New issues</HeaderCell>
          </>
        }
      >
        {data.items.map((row) => (
          <Row key={row.environment}>
            <Cell main className="font-medium">
              {row.environment}
            </Cell>
            <Cell align="end" className="tabular-nums">
              {share(row.crashFreeSessions)}{" "}
              <span className="text-xs text-fg-muted">of {row.sessions.toLocaleString("en")} sessions</span>
            </Cell>
            <Cell align="end" className="tabular-nums">
              {share(row.crashFreeUsers)}{" "}
              <span className="text-xs text-fg-muted">of {row.users.toLocaleString("en")} people</span>
            </Cell>
            <Cell align="end" className="tabular-nums">
              {row.errored.toLocaleString("en")}
              <span className="sm:hidden"> with errors</span>
            </Cell>
            <Cell align="end" className="tabular-nums">
              <TextLink to={`/errors?service=${serviceName}&release=${releaseId}&view=all`}>
                {row.newIssues.toLocaleString("en")} new
              </TextLink>
            </Cell>
          </Row>
        ))}
      </Table>
    </Panel>
  );
}

/** A share that is not whole is never rounded up to 100 %. */
const share = (part: number | null): string =>
  part === null ? "Not known" : `${(Math.floor(part * 10_000) / 100).toLocaleString("en")} %`;
