import Link from "next/link";

import { RelativeTime } from "@/components/time/relative-time";

import { cx } from "./cx";
import { href } from "./href";

/** What every page shows of a release. */
export type TaggedRelease = {
  id: string;
  /** What people say: "4.2.0" or "#12". */
  version: string;
  /** Full or short hash; seven characters are shown. Empty until the commit is known. */
  commit: string;
  /** First line of the commit message. */
  subject?: string | null | undefined;
  author?: string | null | undefined;
  /** ISO instant; the release's age. */
  createdAt?: string | null | undefined;
  /** Against the release before it, where the page knows it. */
  changes?: { commits: number; files?: number | undefined } | null | undefined;
};

type ReleaseTagProps = {
  release: TaggedRelease;
  /** Where the release is shown in full; without it the tag is text. */
  to?: string | undefined;
  /** `tag`: version and commit. `line`: also age and author. `full`: also the commit's subject, on a second line. */
  look?: "tag" | "line" | "full";
  className?: string;
};

/** A release, the same everywhere: version · short commit · age · author; hover shows the subject and the changes. */
export function ReleaseTag({ release, to, look = "tag", className }: ReleaseTagProps) {
  const style = "inline-flex items-baseline gap-1.5 rounded-sm whitespace-nowrap";
  const name = (
    <>
      <span className="font-medium">{release.version}</span>
      {release.commit && <code className="code text-fg-muted">{release.commit.slice(0, 7)}</code>}
    </>
  );
  const tag = to ? (
    <Link href={href(to)} data-tooltip={summaryOf(release)} className={cx(style, "hover:underline")}>
      {name}
    </Link>
  ) : (
    <span data-tooltip={summaryOf(release)} className={style}>
      {name}
    </span>
  );
  if (look === "tag") return <span className={className}>{tag}</span>;
  const line = (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      {tag}
      <span className="text-fg-muted">
        {release.createdAt && (
          <>
            · <RelativeTime at={release.createdAt} />
          </>
        )}
        {release.author && ` · ${release.author}`}
      </span>
    </span>
  );
  if (look === "line") return <span className={className}>{line}</span>;
  return (
    <span className={cx("flex min-w-0 flex-col", className)}>
      {line}
      {release.subject && <span className="truncate text-fg-muted">{release.subject}</span>}
    </span>
  );
}

function summaryOf({ subject, author, changes }: TaggedRelease): string | undefined {
  const lines = [subject, author && `by ${author}`, changes && changesInWords(changes)];
  return lines.filter(Boolean).join("\n") || undefined;
}

function changesInWords({ commits, files }: { commits: number; files?: number | undefined }): string {
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const changed = files === undefined ? "" : `, ${count(files, "file")}`;
  return `${count(commits, "commit")}${changed} since the release before it`;
}
