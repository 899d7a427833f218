import { CHECK_KIND_WORDS, MOMENT_WORDS } from "@/components/checks/check-words";
import { checkRunPath } from "@/components/delivery/paths";
import { RelativeTime } from "@/components/time/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { ChecksView, DefinedCheck, LatestResult } from "@/lib/checks/contract";

type CheckTableProps = {
  service: { name: string };
  view: ChecksView;
  /** Undefined for who may not change checks. */
  onAsk: ((check: DefinedCheck) => void) | undefined;
};

/** A row per check, a column per environment with the newest result there. */
export function CheckTable({ service, view, onAsk }: CheckTableProps) {
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
        </>
      }
    >
      {view.checks.map((check) => (
        <Row key={check.name}>
          <Cell main className="w-full max-w-0 max-sm:max-w-full">
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
                result={view.latest.find((each) => each.name === check.name && each.environment === name)}
                applies={check.environments.includes(name)}
                serviceName={service.name}
              />
            </Cell>
          ))}
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
      </span>
    </>
  );
}

type NewestProps = { result: LatestResult | undefined; applies: boolean; serviceName: string };

function Newest({ result, applies, serviceName }: NewestProps) {
  if (!result)
    return <span className="whitespace-nowrap text-fg-subtle">{applies ? "Not run yet" : "Not here"}</span>;
  const { consecutiveFailures: streak } = result;
  return (
    <span className="flex flex-col">
      <TextLink to={checkRunPath(serviceName, result.runId)} tone="quiet">
        <StatusBadge
          kind="check"
          value={result.status}
          {...(streak > 1 && { detail: `${streak} in a row` })}
        />
      </TextLink>
      <span className="text-xs text-fg-muted">
        <RelativeTime at={result.at} />
      </span>
    </span>
  );
}
