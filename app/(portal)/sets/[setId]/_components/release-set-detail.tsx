"use client";

import { useSuspenseQuery } from "@tanstack/react-query";

import { releaseSetPath } from "@/components/delivery/paths";
import { RelativeTime } from "@/components/time/relative-time";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Person } from "@/components/ui/person";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { ReleaseSetView } from "@/lib/delivery/contract";
import { releaseSetQuery } from "@/lib/delivery/query-options";

import { setSentence, setTitle } from "../../set-words";
import { SetActions } from "./set-actions";
import { SetWave } from "./set-wave";

type ReleaseSetDetailProps = { setId: string; mayDeploy: boolean; whyNot: string | undefined };

/** A release set, live: how it stands, why it does not go on, and each wave. */
export function ReleaseSetDetail({ setId, mayDeploy, whyNot }: ReleaseSetDetailProps) {
  const { data: set } = useSuspenseQuery(releaseSetQuery(setId));
  return (
    <>
      <PageHeader
        title={setTitle(set)}
        aside={<StatusBadge kind="set" value={set.status} look="soft" />}
        answer={setSentence(set)}
        actions={mayDeploy && <SetActions set={set} />}
      />
      {set.status === "stopped" && (
        <Notice tone="fail" title="Why it was stopped">
          {set.trouble}
          {whyNot && ` ${whyNot}`}
        </Notice>
      )}
      <Origin set={set} />
      {set.waves.map((wave, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a wave is its place in the order
        <SetWave key={index} number={index + 1} of={set.waves.length} members={wave} />
      ))}
    </>
  );
}

/** Who asked for it, when and why, and what belongs to it. */
function Origin({ set }: { set: ReleaseSetView }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-fg-muted">
      <span className="inline-flex items-center gap-1.5">
        <Person name={set.requestedByName} /> asked for it <RelativeTime at={set.createdAt} />
      </span>
      {set.from && (
        <span>
          from {set.from} to {set.to}
        </span>
      )}
      {set.reason && <span className="[overflow-wrap:anywhere]">“{set.reason}”</span>}
      {set.rollbackOf && <TextLink to={releaseSetPath(set.rollbackOf)}>What it takes back</TextLink>}
      {set.rollbacks.map((id, index) => (
        <TextLink key={id} to={releaseSetPath(id)}>
          {index === 0 ? "The rollback" : "An earlier rollback"}
        </TextLink>
      ))}
    </p>
  );
}
