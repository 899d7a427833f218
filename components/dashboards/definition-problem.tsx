import { Notice } from "@/components/ui/notice";
import type { Panel } from "@/lib/dashboards/contract";

type Problem = { message: string; fields: Readonly<Record<string, string>> };

type DefinitionProblemProps = {
  problem: Problem | undefined;
  /** Of the definition that was refused, for the names of those that are meant. */
  panels?: readonly Panel[];
};

/** Why a definition was not taken, with each part that is wrong by its path. */
export function DefinitionProblem({ problem, panels = [] }: DefinitionProblemProps) {
  if (!problem) return null;
  const fields = Object.entries(problem.fields);
  return (
    <Notice tone="fail" announce title={problem.message}>
      {fields.length > 0 && (
        <ul className="max-h-40 overflow-y-auto">
          {fields.map(([path, message]) => (
            <li key={path}>
              <code className="code">{path.replace(/^definition\./, "")}</code>
              {nameOf(path, panels)}: {message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

function nameOf(path: string, panels: readonly Panel[]): string {
  const index = /^definition\.panels\.(\d+)/.exec(path)?.[1];
  const title = index === undefined ? undefined : panels[Number(index)]?.title;
  return title ? ` (${title})` : "";
}
