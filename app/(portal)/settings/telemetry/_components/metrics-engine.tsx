import { RelativeTime } from "@/components/time/relative-time";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { MetricsComparison } from "@/lib/telemetry/contract";

/** The other engine that metrics go to: how far it is, and whether it says the same. */
export function MetricsEngine({ comparison }: { comparison: MetricsComparison }) {
  const { mode, engine, problem, items } = comparison;
  if (mode === "off") return null;
  return (
    <Panel
      title="Metrics engine"
      description={
        mode === "dual"
          ? "Metrics are written there as well. Questions are answered by the portal's own database."
          : "Questions about metrics are answered there. The portal's own database has them too."
      }
    >
      {problem !== null && (
        <Notice tone="warn" title={problem} className="mb-4">
          {engine && engine.sentSamples > 0 ? (
            <>
              Both cannot be compared. It has what was measured until <RelativeTime at={engine.sentUntil} />.
            </>
          ) : (
            "Both cannot be compared. Nothing was written to it yet."
          )}
        </Notice>
      )}
      <Facts
        label="Metrics engine"
        facts={[
          { label: "Written to", value: engine?.writeUrl ?? "Nothing was written yet" },
          { label: "Written until", value: engine ? <RelativeTime at={engine.sentUntil} /> : "never" },
          { label: "Samples", value: (engine?.sentSamples ?? 0).toLocaleString("en") },
          { label: "Missing there", value: (engine?.lostSamples ?? 0).toLocaleString("en") },
          {
            label: "Last error",
            value: engine?.lastErrorAt ? (
              <>
                {engine.lastError} <RelativeTime at={engine.lastErrorAt} />
              </>
            ) : (
              "none"
            ),
          },
        ]}
      />
      {items.length === 0 ? null : (
        <Table
          label="The same questions, asked of both"
          head={
            <>
              <HeaderCell>Question</HeaderCell>
              <HeaderCell>Service</HeaderCell>
              <HeaderCell>Here</HeaderCell>
              <HeaderCell>There</HeaderCell>
              <HeaderCell>Difference</HeaderCell>
            </>
          }
        >
          {items.map(({ metric, aggregation, service, here, there, differencePercent }) => (
            <Row key={`${metric} ${aggregation} ${service}`}>
              <Cell main>
                {metric}, {aggregation}
              </Cell>
              <Cell>{service}</Cell>
              <Cell>{inFigures(here)}</Cell>
              <Cell>{inFigures(there)}</Cell>
              <Cell>{differencePercent === null ? "–" : `${differencePercent.toFixed(1)} %`}</Cell>
            </Row>
          ))}
        </Table>
      )}
    </Panel>
  );
}

const inFigures = (value: number | null) =>
  value === null ? "–" : value.toLocaleString("en", { maximumSignificantDigits: 5 });
