import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import type { CheckProposal } from "@/lib/checks/contract";

type ProposalChoiceProps = {
  proposal: CheckProposal;
  known: readonly string[];
  chosen: readonly string[];
  onChoose: (names: readonly string[]) => void;
  environments: readonly string[];
  mayRunIn: readonly string[];
  places: readonly string[];
  onPlaces: (environments: readonly string[]) => void;
};

const toggled = (all: readonly string[], name: string, isOn: boolean) =>
  isOn ? [...all, name] : all.filter((each) => each !== name);

/** Which checks, and where they run. */
export function ProposalChoice(props: ProposalChoiceProps) {
  const { proposal, known, chosen, onChoose, environments, mayRunIn, places, onPlaces } = props;
  const { checks, leftOut } = proposal;
  const isNew = checks.filter(({ name }) => !known.includes(name)).map(({ name }) => name);
  if (checks.length === 0) {
    return (
      <p className="text-fg-muted">
        There is no GET in it that can be asked without inventing a value{leftOutWords(leftOut)}.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      <fieldset className="min-w-0">
        <legend className="sr-only">Checks</legend>
        <div className="mb-1.5 flex flex-wrap items-center justify-between gap-2">
          <span className="font-medium" aria-hidden>
            Checks
          </span>
          <Button
            size="sm"
            variant="ghost"
            disabled={isNew.length === 0}
            onClick={() => onChoose(chosen.length === isNew.length ? [] : isNew)}
          >
            {chosen.length === isNew.length && isNew.length > 0 ? "Choose none" : "Choose all"}
          </Button>
        </div>
        <ul className="max-h-72 divide-y divide-border overflow-y-auto rounded-md border">
          {checks.map(({ name, summary }) => (
            <li key={name} className="px-3 py-2">
              <Checkbox
                label={<span className="[overflow-wrap:anywhere]">{name}</span>}
                hint={known.includes(name) ? `${summary} · There is a check of this name already.` : summary}
                disabled={known.includes(name)}
                checked={chosen.includes(name)}
                onChange={({ currentTarget: { checked } }) => onChoose(toggled(chosen, name, checked))}
              />
            </li>
          ))}
        </ul>
        {leftOut > 0 && (
          <p className="mt-1.5 text-xs text-fg-muted">
            {leftOut} more left out: deprecated, too many, or the document gives no value that they need.
          </p>
        )}
      </fieldset>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 font-medium">Where they run</legend>
        {environments.map((name) => (
          <Checkbox
            key={name}
            label={name}
            hint={mayRunIn.includes(name) ? undefined : "Only who may deploy there may add a check for it."}
            disabled={!mayRunIn.includes(name)}
            checked={places.includes(name)}
            onChange={({ currentTarget: { checked } }) => onPlaces(toggled(places, name, checked))}
          />
        ))}
      </fieldset>
      {proposal.text.includes("${API_TOKEN}") && (
        <p className="text-fg-muted">
          Some of them need a credential. Set it as the variable <code className="code">API_TOKEN</code> of
          the service, in each of these environments.
        </p>
      )}
    </div>
  );
}

const leftOutWords = (leftOut: number) => (leftOut > 0 ? `; ${leftOut} were left out` : "");
