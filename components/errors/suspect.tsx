import { CommitList } from "@/components/delivery/commit-list";
import { tagged } from "@/components/delivery/release-name";
import { RelativeTime } from "@/components/time/relative-time";
import { Panel } from "@/components/ui/panel";
import { ReleaseTag } from "@/components/ui/release-tag";
import { TextLink } from "@/components/ui/text-link";
import type { SuspectView } from "@/lib/errors/contract";

/** What changed in the deployment before the first event. */
export function Suspect({ suspect, serviceName }: { suspect: SuspectView; serviceName: string }) {
  const { release, previous, commits, migrations, variables, dependenciesChanged } = suspect;
  const isNothing = commits.length + migrations.length + variables.length === 0 && !dependenciesChanged;
  return (
    <Panel
      title="What changed before it"
      description={
        <>
          <TextLink to={`/deployments/${suspect.deploymentId}`}>
            The deployment to {suspect.environment}
          </TextLink>{" "}
          <RelativeTime at={suspect.switchedAt} />
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p>
          <ReleaseTag release={tagged(release)} to={`/services/${serviceName}/releases/${release.id}`} />
          {previous && (
            <>
              <span className="text-fg-muted"> after </span>
              <ReleaseTag
                release={tagged(previous)}
                to={`/services/${serviceName}/releases/${previous.id}`}
              />
            </>
          )}
        </p>
        <CommitList
          title={`${commits.length} ${commits.length === 1 ? "commit" : "commits"}`}
          commits={commits}
        />
        {migrations.length > 0 && (
          <ChangeList title="Migrations" items={migrations.map(({ name, class: grade }) => [name, grade])} />
        )}
        {variables.length > 0 && (
          <ChangeList title="Variables" items={variables.map(({ key, change }) => [key, change])} />
        )}
        {dependenciesChanged && <p>Its packages were installed anew.</p>}
        {isNothing && <p className="text-fg-muted">Nothing that Slipway knows of.</p>}
      </div>
    </Panel>
  );
}

function ChangeList({ title, items }: { title: string; items: (readonly [string, string])[] }) {
  return (
    <section>
      <h3 className="mb-1.5 font-medium">{title}</h3>
      <ul className="divide-y divide-border rounded-md border">
        {items.map(([name, change]) => (
          <li key={name} className="flex justify-between gap-3 px-3 py-1.5">
            <code className="code min-w-0 [overflow-wrap:anywhere]">{name}</code>
            <span className="text-xs text-fg-muted">{change}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
