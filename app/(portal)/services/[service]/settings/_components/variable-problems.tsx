import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { EnvironmentProblems } from "@/lib/delivery/contract";

import type { VariableQuestion } from "./variable-dialog";
import type { VariablePlace } from "./variable-settings";

type VariableProblemsProps = {
  found: readonly EnvironmentProblems[];
  places: readonly VariablePlace[];
  onAsk: (question: VariableQuestion) => void;
};

/** What would stop the next deployment, an environment at a time, with the way to mend it. */
export function VariableProblems({ found, places, onAsk }: VariableProblemsProps) {
  if (found.length === 0) return null;
  return (
    <div className="flex flex-col gap-3 border-b px-4 py-3">
      {found.map(({ environment, problems }) => (
        <Notice key={environment} tone="warn" title={titleOf(environment, problems)}>
          <ul className="flex flex-col gap-2">
            {problems.map((problem) => (
              <li
                key={`${problem.key} ${problem.code}`}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1"
              >
                <span className="min-w-0 flex-1 basis-64">{sentenceOf(problem)}</span>
                {places.some(({ name, mayWrite }) => name === environment && mayWrite) && (
                  <Button
                    size="sm"
                    aria-label={`${verbOf(problem)} ${problem.key} in ${environment}`}
                    onClick={() => onAsk({ key: problem.key, environments: [environment] })}
                  >
                    {verbOf(problem)} {problem.key}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Notice>
      ))}
    </div>
  );
}

type Problem = EnvironmentProblems["problems"][number];

const titleOf = (environment: string, { length }: readonly Problem[]) =>
  `${length === 1 ? "A variable keeps" : `${length} variables keep`} releases from running in ${environment}.`;

const verbOf = ({ code }: Problem) => (code === "variable_missing" ? "Set" : "Correct");

/** The first sentence says what is wrong; where to mend it is here. */
function sentenceOf({ message, release, serves }: Problem): string {
  const [what = message] = message.split(/ (?=(?:Set it|Correct it) under )/);
  return `${what} Declared by #${release.number}${serves ? ", and what serves there needs it as well" : ""}.`;
}
