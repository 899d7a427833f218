import { CHECK_KIND_WORDS, MOMENT_WORDS } from "@/components/checks/check-words";
import { checkRunPath } from "@/components/delivery/paths";
import { RelativeTime } from "@/components/time/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { ChecksView, DefinedCheck, LatestResult } from "@/lib/checks/contract";

import { RunOneCheck } from "./run-one-check";

type CheckTableProps = {
  service: { id: string; name: string };
  view: ChecksView;
  /** Undefined for who may not change checks. */
  onAsk: ((check: DefinedCheck) => void) | undefined;
  /** Environments in which something serves and the viewer may run checks. */
  runIn: readonly string[];
};

/** A row per check, a column per environment with the newest result there. */
export function CheckTable({ service, view, onAsk, runIn }: CheckTableProps) {
  return (
    <Table
      label="Checks"
      head={
        <>
          <HeaderCell>Check</HeaderCell>
          <HeaderCell>When</HeaderCell>
          {view.environments.map(({ name }) => (
            <HeaderCell key={name}>{name}</HeaderCell>
          ))}
          {runIn.length > 0 && (
            <HeaderCell align="end">
              <span className="sr-only">Run</span>
            </HeaderCell>
          )}
        </>
      }
    >
      {view.checks.map((check) => (
        <Row key={`${check.source} ${check.name}`}>
          <Cell main className="w-full max-w-0 max-sm:max-w-full max-sm:pr-9">
            <CheckName check={check} onAsk={onAsk} />
          </Cell>
          <Cell className="text-xs text-fg-muted">
            {check.when.map((moment) => (
              <span
                key={moment}
                className="block whitespace-nowrap max-sm:inline max-sm:whitespace-normal max-sm:after:content-['_·_'] max-sm:last:after:content-none"
              >
                {moment === "schedule" ? `Monitor, every ${check.every}` : MOMENT_WORDS[moment]}
              </span>
            ))}
          </Cell>
          {view.environments.map(({ name }) => (
            <Cell key={name} className="max-sm:flex max-sm:basis-full max-sm:items-baseline">
              <span className="mr-1.5 text-xs text-fg-muted sm:hidden">{name}</span>
              <Newest
                results={view.latest.filter((each) => each.name === check.name && each.environment === name)}
                applies={check.environments.includes(name)}
                serviceName={service.name}
              />
            </Cell>
          ))}
          {runIn.length > 0 && (
            <Cell align="end" className="max-sm:absolute max-sm:top-1 max-sm:right-2">
              <RunOneCheck
                service={service}
                check={check.name}
                environments={runIn.filter((name) => check.environments.includes(name))}
              />
            </Cell>
          )}
        </Row>
      ))}
    </Table>
  );
}

function CheckName({ check, onAsk }: { check: DefinedCheck } & Pick<CheckTableProps, "onAsk">) {
  const from = check.source === "portal" ? "portal" : "slipway.yaml";
  return (
    <>
      {onAsk ? (
        <button
          type="button"
          data-list-link
          onClick={() => onAsk(check)}
          aria-label={`Change ${check.name}`}
          className="block max-w-full truncate rounded-sm text-left font-medium hover:underline"
        >
          {check.name}
        </button>
      ) : (
        <span className="block truncate font-medium">{check.name}</span>
      )}
      <span className="block truncate text-xs text-fg-muted" title={check.summary}>
        {CHECK_KIND_WORDS[check.kind]} · {from} · {check.summary}
        {check.retries > 0 && ` · ${check.retries === 1 ? "1 retry" : `${check.retries} retries`}`}
      </span>
    </>
  );
}

type NewestProps = { results: readonly LatestResult[]; applies: boolean; serviceName: string };

/** Of several regions the worst one is told. */
const SEVERITY = ["skipped", "passed", "errored", "failed"] as const;

function Newest({ results, applies, serviceName }: NewestProps) {
  const [result] = results.toSorted(
    (one, other) => SEVERITY.indexOf(other.status) - SEVERITY.indexOf(one.status),
  );
  if (!result || !applies)
    return <span className="whitespace-nowrap text-fg-subtle">{applies ? "Not run yet" : "Not here"}</span>;
  const { consecutiveFailures: streak, attempts, region } = result;
  const details = [
    ...(streak > 1 ? [`${streak} in a row`] : []),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(results.length > 1 ? [`in ${region}`] : []),
  ];
  return (
    <span className="flex flex-col">
      <TextLink to={checkRunPath(serviceName, result.runId)} tone="quiet">
        <StatusBadge
          kind="check"
          value={result.status}
          {...(details.length > 0 && { detail: details.join(", ") })}
        />
      </TextLink>
      <span className="text-xs text-fg-muted">
        <RelativeTime at={result.at} />
      </span>
    </span>
  );
}
