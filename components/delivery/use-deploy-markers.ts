import { useInfiniteQuery } from "@tanstack/react-query";

import { deploymentsQuery } from "@/lib/delivery/query-options";

const HOUR_MS = 3_600_000;
/** Within so long a release comes to all regions of an environment; that is one marker. */
const MOMENTS_MS = 60_000;
/** Of all services together more than that say nothing. */
const FEW = 8;

type Where = {
  /** Id or name; undefined: of any. */
  service: string | undefined;
  environment: string | undefined;
};

/**
 * The deployments that ended well since an instant, as markers of a chart: `#4`, or `checkout #4` where no service is
 * named, and then only when they are few. Charts with the same question share one answer.
 */
export function useDeployMarkers(where: Where, fromMs: number): { at: string; label: string }[] {
  // A whole hour, so that the question stays the same while time goes on.
  const isKnown = Number.isFinite(fromMs);
  const from = isKnown ? new Date(Math.floor(fromMs / HOUR_MS) * HOUR_MS).toISOString() : null;
  const { data } = useInfiniteQuery({
    ...deploymentsQuery({
      service: where.service ?? null,
      environment: where.environment ?? null,
      status: ["succeeded"],
      from,
    }),
    retry: false,
    enabled: isKnown,
  });
  const rows = data?.pages[0]?.items ?? [];
  const markers = rows.flatMap(({ release, serviceName, environmentId, finishedAt }, index) => {
    if (!finishedAt) return [];
    const atMs = Date.parse(finishedAt);
    const isToldAgain = rows
      .slice(index + 1)
      .some(
        (older) =>
          older.release.id === release.id &&
          older.environmentId === environmentId &&
          older.finishedAt !== null &&
          atMs - Date.parse(older.finishedAt) < MOMENTS_MS,
      );
    const label = where.service ? `#${release.number}` : `${serviceName} #${release.number}`;
    return isToldAgain ? [] : [{ at: finishedAt, label }];
  });
  return where.service || markers.length <= FEW ? markers : [];
}
