import { counted } from "@/components/delivery/counted";
import { deploymentPath } from "@/components/delivery/paths";
import { RelativeTime } from "@/components/time/relative-time";
import { CopyButton } from "@/components/ui/copy-button";
import { Facts, type Fact } from "@/components/ui/facts";
import { Person } from "@/components/ui/person";
import { TextLink } from "@/components/ui/text-link";
import type { PlacementView, ReleaseView } from "@/lib/delivery/contract";

import { isFullHash } from "./release-sentence";
import { sizeInWords } from "./size-in-words";

const DIGEST_SHOWN = 12;

type ReleaseFactsProps = {
  release: ReleaseView;
  /** The places where it serves now. */
  serving: readonly PlacementView[];
};

/** What exactly it is, enough to find it again anywhere, and where it serves. */
export function ReleaseFacts({ release, serving }: ReleaseFactsProps) {
  const { commit, digest, sizeBytes, fileCount, version, dependenciesReused } = release;
  // A build that failed early knows its commit only if that is what was asked for.
  const sha = commit?.sha ?? (isFullHash(release.ref) ? release.ref : undefined);
  const facts: (Fact | false)[] = [
    release.status === "ready" && { label: "Serves in", value: <Places serving={serving} /> },
    version !== null && { label: "Version", value: version },
    !isFullHash(release.ref) && {
      label: "From",
      value: <code className="code">{release.ref}</code>,
    },
    sha !== undefined && {
      label: "Commit",
      value: <Copied shown={sha.slice(0, 7)} full={sha} what="commit" />,
    },
    commit !== null && { label: "Author", value: <Person name={commit.authorName} /> },
    commit !== null && { label: "Committed", value: <RelativeTime at={commit.authoredAt} /> },
    { label: "Requested by", value: <Person name={release.requestedByName} /> },
    { label: "Requested", value: <RelativeTime at={release.createdAt} /> },
    digest !== null && {
      label: "Digest",
      value: (
        <Copied
          shown={`${digest.replace("sha256:", "").slice(0, DIGEST_SHOWN)}…`}
          full={digest}
          what="digest"
        />
      ),
    },
    sizeBytes !== null && {
      label: "Size",
      value: `${sizeInWords(sizeBytes)}${fileCount === null ? "" : ` in ${counted(fileCount, "file")}`}`,
    },
    dependenciesReused !== null && {
      label: "Dependencies",
      value: dependenciesReused ? "Reused, the lockfile is the same" : "Installed",
    },
  ];
  return <Facts label="About this release" facts={facts.filter((fact) => fact !== false)} />;
}

function Places({ serving }: { serving: readonly PlacementView[] }) {
  if (serving.length === 0) return <span className="text-fg-muted">Nowhere now</span>;
  return (
    <ul className="flex flex-col gap-1">
      {serving.map(({ environment, url, deploymentId }) => (
        <li key={environment} className="flex flex-wrap items-baseline gap-x-1.5">
          {deploymentId ? <TextLink to={deploymentPath(deploymentId)}>{environment}</TextLink> : environment}
          {url && (
            <TextLink to={url} external tone="quiet" className="text-xs text-fg-muted">
              open
            </TextLink>
          )}
        </li>
      ))}
    </ul>
  );
}

function Copied({ shown, full, what }: { shown: string; full: string; what: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <code className="code" data-tooltip={full}>
        {shown}
      </code>
      <CopyButton text={full} label={`Copy the ${what}`} />
    </span>
  );
}
