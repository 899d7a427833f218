import type { TaggedRelease } from "@/components/ui/release-tag";
import type { ReleaseRef } from "@/lib/delivery/contract";

/** What the release tag shows: the number that people say, the commit that proves it. */
export function tagged(release: ReleaseRef): TaggedRelease {
  return {
    id: release.id,
    version: `#${release.number}`,
    commit: release.commitSha ?? "",
    subject: [release.version, release.subject].filter(Boolean).join(" · "),
    author: release.authorName,
    createdAt: release.createdAt,
  };
}

/** "#4 · 3f2a9c1": a release inside a sentence or a button. */
export function releaseName(release: ReleaseRef): string {
  return release.commitSha ? `#${release.number} · ${release.commitSha.slice(0, 7)}` : `#${release.number}`;
}

/** "3f2a9c1", or "#4" while its commit is not known. */
export function shortRelease(release: ReleaseRef): string {
  return release.commitSha?.slice(0, 7) ?? `#${release.number}`;
}
