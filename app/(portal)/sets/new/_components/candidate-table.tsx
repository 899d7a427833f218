import { ReleaseChange } from "@/components/delivery/release-change";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { SetCandidate } from "@/lib/delivery/contract";

type CandidateTableProps = {
  candidates: readonly SetCandidate[];
  chosen: readonly string[];
  onToggle: (candidate: SetCandidate) => void;
  onAll: (all: boolean) => void;
};

/** The services that could go, each with what would change and what it needs. */
export function CandidateTable({ candidates, chosen, onToggle, onAll }: CandidateTableProps) {
  const all = candidates.every(({ service }) => chosen.includes(service.name));
  return (
    <div className="max-h-[28rem] overflow-y-auto">
      <Table
        label="Services that could go"
        head={
          <>
            <HeaderCell className="w-72">
              <Checkbox label="Service" checked={all} onChange={() => onAll(!all)} />
            </HeaderCell>
            <HeaderCell>Change</HeaderCell>
            <HeaderCell>Needs</HeaderCell>
          </>
        }
      >
        {candidates.map((candidate) => {
          const { service, release, replaces, isBehind, needs } = candidate;
          return (
            <Row key={service.id}>
              <Cell main className="[overflow-wrap:anywhere]">
                <Checkbox
                  label={<span className="font-medium">{service.name}</span>}
                  checked={chosen.includes(service.name)}
                  onChange={() => onToggle(candidate)}
                />
              </Cell>
              <Cell>
                <ReleaseChange release={release} replaces={replaces}>
                  {!replaces && <Badge className="self-center">First time</Badge>}
                  {replaces && !isBehind && (
                    <Badge tone="warn" className="self-center">
                      Older
                    </Badge>
                  )}
                </ReleaseChange>
              </Cell>
              <Cell className="text-fg-muted [overflow-wrap:anywhere]">
                {needs.length > 0 && (
                  <>
                    {/* On a phone the cells flow without their column's name. */}
                    <span className="sm:hidden">needs </span>
                    {needs.join(", ")}
                  </>
                )}
              </Cell>
            </Row>
          );
        })}
      </Table>
    </div>
  );
}
