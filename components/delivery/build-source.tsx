import type { ReactNode } from "react";

import { RelativeTime } from "@/components/time/relative-time";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import type { CommitView } from "@/lib/delivery/contract";

export type Source = { kind: "head" } | { kind: "commit"; sha: string } | { kind: "ref" };

type BuildSourceProps = {
  branch: string | undefined;
  /** Undefined while they are read from the repository. */
  commits: readonly CommitView[] | undefined;
  commitsProblem: string | undefined;
  source: Source;
  onSource: (source: Source) => void;
  typedRef: string;
  onTypedRef: (ref: string) => void;
  refProblem: string | undefined;
};

/** What to build: the head of the branch, one of the newest commits, or anything git can name. */
export function BuildSource({
  branch,
  commits,
  commitsProblem,
  source,
  onSource,
  typedRef,
  onTypedRef,
  refProblem,
}: BuildSourceProps) {
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1.5 font-medium">From</legend>
      <div className="divide-y divide-border overflow-hidden rounded-md border">
        <Choice checked={source.kind === "head"} onChoose={() => onSource({ kind: "head" })}>
          Head of {branch ? <code className="code">{branch}</code> : "the default branch"}
        </Choice>
        {commits?.map(({ sha, subject, authorName, authoredAt }) => (
          <Choice
            key={sha}
            checked={source.kind === "commit" && source.sha === sha}
            onChoose={() => onSource({ kind: "commit", sha })}
          >
            <code className="code text-fg-muted">{sha.slice(0, 7)}</code> {subject}{" "}
            <span className="text-xs text-fg-muted">
              {authorName}, <RelativeTime at={authoredAt} />
            </span>
          </Choice>
        ))}
        {!commits && !commitsProblem && (
          <output aria-label="Reading the newest commits" className="flex flex-col gap-3 px-3 py-3">
            <Skeleton className="h-3.5 w-3/4" />
            <Skeleton className="h-3.5 w-1/2" />
            <Skeleton className="h-3.5 w-2/3" />
          </output>
        )}
        <Choice checked={source.kind === "ref"} onChoose={() => onSource({ kind: "ref" })}>
          Another branch, tag or commit
        </Choice>
      </div>
      {commitsProblem && <p className="text-fg-muted">The newest commits are missing: {commitsProblem}</p>}
      {source.kind === "ref" && (
        <Field label="Branch, tag or commit" error={refProblem}>
          {(control) => (
            <Input
              {...control}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- it appears because the person chose to type a name
              autoFocus
              className="code"
              value={typedRef}
              onChange={(event) => onTypedRef(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
      {source.kind !== "ref" && refProblem && (
        <p role="alert" className="text-fail-fg">
          {refProblem}
        </p>
      )}
    </fieldset>
  );
}

type ChoiceProps = { checked: boolean; onChoose: () => void; children: ReactNode };

function Choice({ checked, onChoose, children }: ChoiceProps) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 px-3 py-2 hover:bg-surface-2 has-checked:bg-accent-bg">
      <input
        type="radio"
        name="source"
        checked={checked}
        onChange={onChoose}
        className="mt-1 accent-accent"
      />
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</span>
    </label>
  );
}
