"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import { LegendMark } from "@/components/charts/chart-frame";
import { releasePath } from "@/components/delivery/paths";
import { tagged } from "@/components/delivery/release-name";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { durationInWords } from "@/components/time/format-instant";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { ReleaseTag } from "@/components/ui/release-tag";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { ComparedRelease, RedView, ReleaseComparison } from "@/lib/telemetry/contract";
import { comparisonQuery } from "@/lib/telemetry/query-options";

import { comparedAxis } from "./compared-axis";
import { comparedRows, comparisonSentence } from "./comparison-words";
import { colorOf, OTHERS_COLOR } from "./release-lines";
import { TrafficTriple } from "./traffic-charts";
import { trafficSearch } from "./traffic-search";

type CompareReleasesProps = {
  service: { id: string; name: string };
  environment: string;
  /** Of the same period: where its steps lie, and when traffic moved. */
  red: RedView;
};

/** Two releases of one's choice, at the same moment or by the time since each began to serve. */
export function CompareReleases({ service, environment, red }: CompareReleasesProps) {
  const [{ compare, align, quantile }, setSearch] = useQueryStates(trafficSearch);
  const { timeZone } = usePreferences();
  const { data, error, refetch } = useQuery(
    comparisonQuery(service.id, {
      environment,
      range: red.range,
      base: compare?.[0],
      other: compare?.[1],
      align: align ?? undefined,
    }),
  );
  const close = (
    <Button size="sm" variant="ghost" onClick={() => void setSearch({ compare: null, align: null })}>
      Close
    </Button>
  );
  if (error && !data)
    return (
      <Panel id="compare" title="Compare two releases" actions={close}>
        <ErrorState
          title="These releases cannot be compared."
          actions={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </ErrorState>
      </Panel>
    );
  if (!data) return <Skeleton className="h-96 w-full rounded-lg" />;
  const { base, other } = data;
  if (!base || !other)
    return (
      <Panel id="compare" title="Compare two releases" actions={close}>
        <p className="text-fg-muted">Only one release was ever asked anything in {environment}.</p>
      </Panel>
    );
  const colors = colorsOf(base, other);
  const axis = comparedAxis(data, { base, other }, { red, timeZone });
  return (
    <Panel
      id="compare"
      title="Compare two releases"
      description={comparisonSentence(data)}
      actions={
        <>
          <Choices
            comparison={data}
            onChoose={(numbers) => void setSearch({ compare: numbers }, { history: "push" })}
          />
          <fieldset className="flex items-center">
            <legend className="sr-only">Lay them beside each other by</legend>
            {(["moment", "start"] as const).map((each) => (
              <Button
                key={each}
                size="sm"
                variant={data.alignment === each ? "secondary" : "ghost"}
                aria-pressed={data.alignment === each}
                onClick={() =>
                  void setSearch({ align: each, compare: [base.release.number, other.release.number] })
                }
              >
                {each === "moment" ? "Same moment" : "Since each began"}
              </Button>
            ))}
          </fieldset>
          {close}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-fg-muted">
          {[base, other].map((side, index) => (
            <LegendMark key={side.release.id} color={colors[index] ?? OTHERS_COLOR}>
              <ReleaseTag release={tagged(side.release)} to={releasePath(service.name, side.release.id)} />
              {side.startedAt ? (
                <span>
                  first asked <RelativeTime at={side.startedAt} />
                  <LastAsked red={red} releaseId={side.release.id} />
                </span>
              ) : (
                <span>was never asked anything in {environment}</span>
              )}
            </LegendMark>
          ))}
        </div>
        <div className="grid gap-3 xl:grid-cols-3">
          <TrafficTriple
            axis={axis}
            quantile={quantile}
            linesOf={(measure) =>
              [base, other].map((side, index) => ({
                key: side.release.id,
                name: `#${side.release.number}`,
                color: colors[index] ?? OTHERS_COLOR,
                values: side.series[measure],
              }))
            }
          />
        </div>
        <Totals base={base} other={other} sharedSeconds={data.sharedSeconds} />
      </div>
    </Panel>
  );
}

/** Whether it still serves is seen from that; of a release that was not asked anything in this period it is not known. */
function LastAsked({ red, releaseId }: { red: RedView; releaseId: string }) {
  const line = red.releases.find(({ key }) => key === releaseId);
  return (
    line && (
      <>
        , last <RelativeTime at={line.lastAt} />
      </>
    )
  );
}

/** A release keeps its colour, unless both have the same one. */
function colorsOf(base: ComparedRelease, other: ComparedRelease): [string, string] {
  const [one, two] = [base, other].map(({ release }) => colorOf({ key: release.id, release }));
  return [one === two ? OTHERS_COLOR : (one ?? OTHERS_COLOR), two ?? OTHERS_COLOR];
}

type ChoicesProps = {
  comparison: ReleaseComparison;
  onChoose: (numbers: [base: number, other: number]) => void;
};

function Choices({ comparison: { base, other, choices }, onChoose }: ChoicesProps) {
  const numbers = [base?.release.number ?? 0, other?.release.number ?? 0] as const;
  const names = new Map(choices.map(({ number, version }) => [number, version]));
  const all = [...new Set([...names.keys(), ...numbers])].toSorted((a, b) => b - a);
  return (
    <>
      {(["Before", "After"] as const).map((label, index) => (
        <Select
          key={label}
          aria-label={label}
          className="w-auto! max-w-40"
          value={numbers[index]}
          onChange={({ currentTarget }) => {
            const chosen = Number(currentTarget.value);
            onChoose(index === 0 ? [chosen, numbers[1]] : [numbers[0], chosen]);
          }}
        >
          {all.map((number) => (
            <option key={number} value={number} disabled={number === numbers[1 - index]}>
              {[`#${number}`, names.get(number)].filter(Boolean).join(" · ")}
            </option>
          ))}
        </Select>
      ))}
    </>
  );
}

type TotalsProps = { base: ComparedRelease; other: ComparedRelease; sharedSeconds: number };

/** The figures of the time that both have, and how they differ. */
function Totals({ base, other, sharedSeconds }: TotalsProps) {
  return (
    <div className="overflow-hidden rounded-lg border">
      <Table
        label={`Both over ${durationInWords(sharedSeconds * 1_000)}`}
        head={
          <>
            <HeaderCell>Over {durationInWords(sharedSeconds * 1_000)} of each</HeaderCell>
            <HeaderCell align="end">#{base.release.number}</HeaderCell>
            <HeaderCell align="end">#{other.release.number}</HeaderCell>
            <HeaderCell align="end">Difference</HeaderCell>
          </>
        }
      >
        {comparedRows(base, other).map(({ name, before, after, difference, isWorse }) => (
          <Row key={name}>
            <Cell main>{name}</Cell>
            <Cell align="end" className="tabular-nums">
              {before}
            </Cell>
            <Cell align="end" className="tabular-nums">
              {after}
            </Cell>
            <Cell align="end" className="tabular-nums">
              <span className={isWorse ? "font-medium text-fail-fg" : undefined}>
                {difference}
                {isWorse && <span className="sr-only"> worse</span>}
              </span>
            </Cell>
          </Row>
        ))}
      </Table>
    </div>
  );
}
