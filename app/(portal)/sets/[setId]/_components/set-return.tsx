import { releaseName } from "@/components/delivery/release-name";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { PlannedReturn, ReleaseSetView } from "@/lib/delivery/contract";

/** What goes back to what, in which order, and what does not. */
export function SetReturn({ set, plan }: { set: ReleaseSetView; plan: readonly PlannedReturn[] }) {
  const back = plan.filter(({ whyNot }) => whyNot === null);
  const left = plan.filter(({ whyNot }) => whyNot !== null);
  const underWay = set.waves.flat().filter(({ status }) => status === "requested");
  return (
    <>
      {back.length === 0 && <Notice tone="info" title="Nothing of this set can be taken back now." />}
      {back.length > 0 && (
        <ol aria-label="What goes back" className="flex flex-col gap-1">
          {back.map(({ service, release, takesMigrationsBack }) => (
            <li key={service.id} className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-medium [overflow-wrap:anywhere]">{service.name}</span>
              <span className="text-fg-muted">
                to {release && releaseName(release)}
                {takesMigrationsBack && ", and its migrations are taken back"}
              </span>
            </li>
          ))}
        </ol>
      )}
      {underWay.length > 0 && (
        <p className="text-fg-muted">
          {underWay.map(({ service }) => service.name).join(", ")}: under way, and canceled.
        </p>
      )}
      {left.length > 0 && (
        <ul aria-label="What stays" className="flex flex-col gap-1 text-fg-muted">
          {left.map(({ service, whyNot }) => (
            <li key={service.id}>
              {service.name} stays. {whyNot}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** A line for each service that the set brought. */
export function SetReturnSkeleton({ services }: { services: number }) {
  return (
    <output aria-label="Working out what will change" className="flex flex-col gap-1">
      {Array.from({ length: services }, (_, line) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line is its place
        <Skeleton key={line} className="h-5 w-56" />
      ))}
    </output>
  );
}
