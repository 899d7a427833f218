"use client";

import { useQueryStates } from "nuqs";

import { releasePath } from "@/components/delivery/paths";
import { tagged } from "@/components/delivery/release-name";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { ReleaseTag } from "@/components/ui/release-tag";
import { SortHeaderCell } from "@/components/ui/sort-header-cell";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { ReleaseTraffic } from "@/lib/telemetry/contract";

import { ErrorShare } from "./error-share";
import { FigureCell } from "./figure-cell";
import { colorOf } from "./release-lines";
import { type ReleaseOrder, trafficSearch } from "./traffic-search";
import { changeInWords, lineName, msInWords } from "./traffic-words";

const COLUMNS: [ReleaseOrder, string][] = [
  ["requests", "Requests"],
  ["errors", "Error rate"],
  ["p50", "p50"],
  ["p95", "p95"],
  ["p99", "p99"],
];

type ReleaseTrafficTableProps = { serviceName: string; releases: readonly ReleaseTraffic[] };

/** The releases of the same time side by side; each says how it differs from the one before it. */
export function ReleaseTrafficTable({ serviceName, releases }: ReleaseTrafficTableProps) {
  const [{ releases: order, compare }, setSearch] = useQueryStates(trafficSearch, { history: "replace" });
  const sortBy = (next: ReleaseOrder) => () => void setSearch({ releases: next });
  const pair = pairOf(releases);
  const before = new Map(
    releases.map(({ key }, index) => [key, releases.slice(index + 1).find(({ release }) => release)]),
  );
  return (
    <Panel
      title="By release"
      flush
      actions={
        pair &&
        !compare && (
          <Button size="sm" onClick={() => void setSearch({ compare: pair }, { history: "push" })}>
            Compare two releases
          </Button>
        )
      }
    >
      <Table
        label="Traffic by release"
        head={
          <>
            <SortHeaderCell align="start" sorted={order === "release"} onSort={sortBy("release")}>
              Release
            </SortHeaderCell>
            {COLUMNS.map(([name, label]) => (
              <SortHeaderCell key={name} sorted={order === name} onSort={sortBy(name)}>
                {label}
              </SortHeaderCell>
            ))}
            <HeaderCell align="end">Last request</HeaderCell>
          </>
        }
      >
        {inOrder(releases, order).map((row) => {
          const older = row.release ? before.get(row.key) : undefined;
          return (
            <Row key={row.key}>
              <Cell main>
                <span className="inline-flex items-center gap-2">
                  <span aria-hidden className="size-2.5 rounded-xs" style={{ background: colorOf(row) }} />
                  {row.release ? (
                    <ReleaseTag release={tagged(row.release)} to={releasePath(serviceName, row.release.id)} />
                  ) : (
                    lineName(row)
                  )}
                </span>
              </Cell>
              <FigureCell label="Requests">{row.requests.toLocaleString("en")}</FigureCell>
              <FigureCell label="Errors" change={changeInWords(row.errorRate, older?.errorRate)}>
                <ErrorShare rate={row.errorRate} />
              </FigureCell>
              {(["p50", "p95", "p99"] as const).map((name) => (
                <FigureCell
                  key={name}
                  label={name}
                  change={changeInWords(row[`${name}Ms`], older?.[`${name}Ms`])}
                >
                  {msInWords(row[`${name}Ms`])}
                </FigureCell>
              ))}
              <Cell align="end" wideOnly className="text-fg-muted">
                <RelativeTime at={row.lastAt} />
              </Cell>
            </Row>
          );
        })}
      </Table>
    </Panel>
  );
}

/** The newest one and the one before it; of a release that was alone here the comparison finds the other. */
function pairOf(releases: readonly ReleaseTraffic[]): [base: number, other: number] | undefined {
  const [newest, older] = releases.flatMap(({ release }) => release?.number ?? []);
  if (newest === undefined) return undefined;
  return older === undefined ? (newest > 1 ? [newest - 1, newest] : undefined) : [older, newest];
}

/** As they came, the newest first, or the largest figure first. */
function inOrder(releases: readonly ReleaseTraffic[], order: ReleaseOrder): readonly ReleaseTraffic[] {
  if (order === "release") return releases;
  const of = (row: ReleaseTraffic) =>
    (order === "requests" ? row.requests : order === "errors" ? row.errorRate : row[`${order}Ms`]) ?? -1;
  return releases.toSorted((a, b) => of(b) - of(a));
}
