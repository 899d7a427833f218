import { BuildFailed, type Commit, type ServiceSettings } from "./build";
import { detect } from "./detect";
import { fetchMirror, findDefaultBranch } from "./mirror";
import { listBranches, resolveCommit } from "./resolve-commit";
import { readSource } from "./source";

/** What the portal shows before a service is added: its branches and how a release of it would be built and run. */
export type RepositoryInspection = {
  defaultBranch: string;
  branches: string[];
  head: Commit;
  detection:
    | {
        kind: "service";
        serves: "process" | "static";
        /** The command that starts it, or the folders its index.html is looked for in. */
        runs: string;
        buildCommand?: string;
        explanation: string[];
      }
    | { kind: "problem"; code: BuildFailed["code"]; message: string };
};

/** Fetches the repository and looks at the newest commit of its branch. Throws BuildFailed when it cannot be read. */
export async function inspectRepository(
  repository: { url: string; branch?: string; path?: string },
  home: string,
  signal: AbortSignal,
  settings: ServiceSettings = {},
): Promise<RepositoryInspection> {
  const mirror = await fetchMirror(repository.url, home, signal);
  const head = await resolveCommit(mirror, repository.branch ?? "", home, signal);
  const branches = await listBranches(mirror, signal);
  const defaultBranch = (await findDefaultBranch(mirror, signal)) ?? branches[0] ?? "";
  try {
    const source = await readSource(mirror, head.sha, repository.path, signal);
    const { serve, buildCommand, explanation } = detect(source, settings);
    const runs = serve.kind === "process" ? serve.command : serve.candidates.join(", ");
    const detection = { kind: "service" as const, serves: serve.kind, runs, buildCommand, explanation };
    return { defaultBranch, branches, head, detection };
  } catch (error) {
    // A repository that is no service yet can still be added; the person sees what is missing.
    if (!(error instanceof BuildFailed) || error.step !== "detect") throw error;
    return {
      defaultBranch,
      branches,
      head,
      detection: { kind: "problem", code: error.code, message: error.message },
    };
  }
}
