import { LockIcon } from "@/components/icons";
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
  const words = variable ? <Shown variable={variable} /> : "Not set";
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
      className={`-mx-1.5 max-w-full rounded-md text-left px-1.5 py-1 touch-target hover:bg-surface-3 ${variable ? "" : "text-fg-subtle"}`}
    >
      {words}
    </button>
  );
}

/** The value, where it is no secret, and since when it is so. */
function Shown({ variable: { secret, value, updatedAt } }: { variable: VariableView }) {
  if (secret || value === null) {
    return (
      <>
        {secret && <LockIcon size={12} label="Secret," className="mr-1 inline align-[-1px] text-fg-subtle" />}
        Set <RelativeTime at={updatedAt} />
      </>
    );
  }
  return (
    <span className="flex min-w-0 flex-col">
      <code className="code block max-w-56 truncate" title={value}>
        {value === "" ? "(empty)" : value}
      </code>
      <span className="text-xs text-fg-muted">
        Set <RelativeTime at={updatedAt} />
      </span>
    </span>
  );
}
