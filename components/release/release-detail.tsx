"use client";

import { useSuspenseQuery } from "@tanstack/react-query";

import type { DeliveryAccess } from "@/components/delivery/access";
import { CommitList } from "@/components/delivery/commit-list";
import { counted } from "@/components/delivery/counted";
import { useDeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { MigrationClassBadge } from "@/components/delivery/migration-class";
import { releaseName } from "@/components/delivery/release-name";
import { FailurePanel } from "@/components/deployment/failure-panel";
import { LiveLog } from "@/components/deployment/live-log";
import { TakenNotice } from "@/components/deployment/taken-notice";
import { QuarantineBadge } from "@/components/gates/quarantine-badge";
import { QuarantineNotice } from "@/components/gates/quarantine-notice";
import { Elapsed } from "@/components/time/elapsed";
import { Panel } from "@/components/ui/panel";
import { PhaseBar } from "@/components/ui/phase-bar";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { ReleaseView } from "@/lib/delivery/contract";
import { releaseQuery, serviceQuery } from "@/lib/delivery/query-options";

import { buildBar } from "./build-steps";
import { ReleaseActions } from "./release-actions";
import { ReleaseFacts } from "./release-facts";
import { ReleaseMigrations } from "./release-migrations";
import { releaseSentence } from "./release-sentence";
import { WithCode } from "./with-code";

type ReleaseDetailProps = { releaseId: string; access: DeliveryAccess };

/** One release: what it is, where it serves, what changed, and how it was built. It follows the live updates. */
export function ReleaseDetail({ releaseId, access }: ReleaseDetailProps) {
  const { data: built } = useSuspenseQuery(releaseQuery(releaseId));
  const { data: service } = useSuspenseQuery(serviceQuery({ id: built.serviceId }));
  // Where it serves changes with every deployment, which is the service's topic and not the release's.
  const serving = service.environments.filter((each) => each.release?.id === releaseId);
  const release = { ...built, liveIn: serving.map(({ environment }) => environment) };
  const { status, subject, failure } = release;
  const { open } = useDeliveryDialogs();
  return (
    <>
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-col gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="text-lg font-semibold">{releaseName(release)}</h2>
            <StatusBadge kind="release" value={status} look="soft" />
            <QuarantineBadge quarantine={release.quarantine} />
            <MigrationClassBadge value={release.migrationClass} />
          </div>
          {subject && <p className="max-w-prose [overflow-wrap:anywhere]">{subject}</p>}
          <p className="text-base text-fg-muted">{releaseSentence(release)}</p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <ReleaseActions release={release} access={access} />
        </div>
      </header>
      {release.quarantine && (
        <QuarantineNotice
          quarantine={release.quarantine}
          onLift={
            access.mayLiftQuarantine
              ? () =>
                  open({ kind: "lift-quarantine", service: { id: service.id, name: service.name }, release })
              : undefined
          }
        />
      )}
      <TakenNotice />
      {failure && <FailurePanel failure={failure} linesOf="before it failed" />}
      <ReleaseFacts release={release} serving={serving} />
      <div className={status === "failed" ? "" : "grid items-start gap-6 lg:grid-cols-2"}>
        <div className="flex min-w-0 flex-col gap-6 empty:hidden">
          <BuildSteps release={release} />
          <Changelog release={release} />
          <ReleaseMigrations release={release} />
          <Explanation release={release} />
        </div>
        <LiveLog
          kind="releases"
          subject={releaseId}
          label="Log of the build"
          empty="The build has not written anything yet."
          className="h-[32rem] lg:sticky lg:top-[calc(var(--bar-height)+1.5rem)]"
        />
      </div>
    </>
  );
}

function BuildSteps({ release }: { release: ReleaseView }) {
  const { status, startedAt, createdAt } = release;
  const steps = buildBar(release);
  if (status === "building") {
    return (
      <Panel title="Build" actions={<Elapsed since={startedAt ?? createdAt} className="text-fg-muted" />}>
        <PhaseBar
          label="Build"
          phases={[
            {
              name: "building",
              label: startedAt ? "Building; its log says how far it is" : "Waiting for a free builder",
              status: startedAt ? "running" : "pending",
              startedAt,
            },
          ]}
        />
      </Panel>
    );
  }
  if (!steps.some(({ durationMs: ms }) => ms)) return null;
  return (
    <Panel title="Build">
      <PhaseBar label="Steps of the build" phases={steps} />
    </Panel>
  );
}

function Changelog({ release: { changelog, changedFileCount, number, status } }: { release: ReleaseView }) {
  if (status !== "ready") return null;
  const files = changedFileCount === null ? "" : `, ${counted(changedFileCount, "changed file")}`;
  return (
    <Panel title="Changes">
      {changelog.length > 0 ? (
        <CommitList
          title={`${counted(changelog.length, "commit")}${files} since the release before`}
          commits={changelog}
        />
      ) : (
        <p className="text-fg-muted">
          {number === 1
            ? "It is the first release, so there is nothing to compare it with."
            : "No commits since the release before."}
        </p>
      )}
    </Panel>
  );
}

function Explanation({ release: { explanation, serviceName } }: { release: ReleaseView }) {
  if (explanation.length === 0) return null;
  return (
    <Panel
      title="How it is built and run"
      actions={<TextLink to={`/services/${serviceName}/settings`}>Correct this</TextLink>}
    >
      <ul className="flex list-disc flex-col gap-1 pl-4 text-fg-muted marker:text-fg-subtle">
        {explanation.map((sentence) => (
          <li key={sentence} className="[overflow-wrap:anywhere]">
            <WithCode text={sentence} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
