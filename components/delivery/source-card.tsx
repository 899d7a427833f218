import { HammerIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { ReleaseRow } from "@/lib/delivery/contract";

import { BoardCard } from "./board-card";
import { releasePath } from "./paths";
import { tagged } from "./release-name";

type SourceCardProps = {
  serviceName: string;
  branch: string | undefined;
  newest: ReleaseRow | undefined;
  mayBuild: boolean;
  onBuild: () => void;
};

/** The first column of the board: the newest release, and where the next one comes from. */
export function SourceCard({ serviceName, branch, newest, mayBuild, onBuild }: SourceCardProps) {
  return (
    <BoardCard
      title="Newest release"
      aside={newest && <StatusBadge kind="release" value={newest.status} />}
      footer={
        <>
          <Button size="sm" icon={HammerIcon} onClick={onBuild} disabled={!mayBuild}>
            Build a release
          </Button>
          {!mayBuild && <p className="text-xs text-fg-muted">Developers may build releases.</p>}
        </>
      }
    >
      {newest ? (
        <NewestRelease serviceName={serviceName} release={newest} />
      ) : (
        <p className="text-fg-muted">
          Nothing is built yet. Build {branch ? <code className="code">{branch}</code> : "the default branch"}
          , and it can be deployed.
        </p>
      )}
    </BoardCard>
  );
}

function NewestRelease({ serviceName, release }: { serviceName: string; release: ReleaseRow }) {
  const path = releasePath(serviceName, release.id);
  return (
    <>
      <div className="min-w-0">
        <ReleaseTag release={tagged(release)} to={path} className="text-base" />
        {release.subject && (
          <p className="truncate text-fg-muted" title={release.subject}>
            {release.subject}
          </p>
        )}
      </div>
      {release.status === "failed" && release.failure && (
        <p className="text-xs [overflow-wrap:anywhere] text-fg-muted">
          {release.failure.message} <TextLink to={path}>See the build</TextLink>
        </p>
      )}
      <p className="text-xs text-fg-muted">
        {!release.commitSha?.startsWith(release.ref) && (
          <>
            from <code className="code [overflow-wrap:anywhere]">{release.ref}</code>,{" "}
          </>
        )}
        <RelativeTime at={release.createdAt} />
        {release.authorName && <>, {release.authorName}</>}
      </p>
    </>
  );
}
