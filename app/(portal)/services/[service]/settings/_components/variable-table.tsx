import { RelativeTime } from "@/components/time/relative-time";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { VariableView } from "@/lib/configuration/contract";

import type { VariableQuestion } from "./variable-dialog";
import type { VariablePlace } from "./variable-settings";

type VariableTableProps = {
  variables: readonly VariableView[];
  places: readonly VariablePlace[];
  onAsk: (question: VariableQuestion) => void;
};

/** A row per key, a column per environment: a gap is seen at a glance. */
export function VariableTable({ variables, places, onAsk }: VariableTableProps) {
  const keys = [...new Set(variables.map(({ key }) => key))];
  return (
    <Table
      label="Variables"
      head={
        <>
          <HeaderCell>Key</HeaderCell>
          {places.map(({ name }) => (
            <HeaderCell key={name}>{name}</HeaderCell>
          ))}
        </>
      }
    >
      {keys.map((key) => (
        <Row key={key}>
          <Cell main>
            <code className="code font-medium [overflow-wrap:anywhere]">{key}</code>
          </Cell>
          {places.map((place) => (
            <Cell key={place.name}>
              <span className="mr-1.5 text-xs text-fg-muted sm:hidden">{place.name}</span>
              <VariableCell
                variable={variables.find((each) => each.key === key && each.environment === place.name)}
                variableKey={key}
                place={place}
                onAsk={onAsk}
              />
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  );
}

type VariableCellProps = {
  variable: VariableView | undefined;
  variableKey: string;
  place: VariablePlace;
  onAsk: (question: VariableQuestion) => void;
};

function VariableCell({ variable, variableKey, place, onAsk }: VariableCellProps) {
  const words = variable ? (
    <>
      Set <RelativeTime at={variable.updatedAt} />
    </>
  ) : (
    "Not set"
  );
  if (!place.mayWrite) {
    return (
      <span className="text-fg-muted" data-tooltip={`Only ${place.deployRole}s may change it.`}>
        {words}
      </span>
    );
  }
  return (
    <button
      type="button"
      onClick={() => onAsk({ key: variableKey, environments: [place.name] })}
      aria-label={`${variable ? "Change" : "Set"} ${variableKey} in ${place.name}`}
      className={`-mx-1.5 rounded-md px-1.5 py-1 touch-target hover:bg-surface-3 ${variable ? "" : "text-fg-subtle"}`}
    >
      {words}
    </button>
  );
}
