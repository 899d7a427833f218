import { CommitList } from "@/components/delivery/commit-list";
import { counted } from "@/components/delivery/counted";
import { releaseName } from "@/components/delivery/release-name";
import { Panel } from "@/components/ui/panel";
import type { DeploymentView } from "@/lib/delivery/contract";

/** What reached the environment with it, or with a rollback: what was taken back. */
export function DeploymentChanges({ deployment }: { deployment: DeploymentView }) {
  const { release, previous, changes } = deployment;
  const { commits, changedFileCount } = changes;
  const files = changedFileCount === null ? "" : `, ${counted(changedFileCount, "changed file")}`;
  return (
    <Panel title={previous && previous.release.number > release.number ? "Taken back" : "Changes"}>
      {commits.length > 0 && previous ? (
        <CommitList
          title={`${counted(commits.length, "commit")}${files} against ${releaseName(previous.release)}`}
          commits={commits}
        />
      ) : (
        <p className="text-fg-muted">{nothing(deployment)}</p>
      )}
    </Panel>
  );
}

function nothing({ previous, release }: DeploymentView): string {
  if (!previous) return "It is the first release here, so there is nothing to compare it with.";
  return previous.release.id === release.id
    ? "The same release was deployed again."
    : "No commits lie between the two releases.";
}
