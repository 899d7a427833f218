import {
  createLoader,
  createParser,
  parseAsArrayOf,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from "nuqs/server";

import { COUNTED_AS, DEPLOYMENT_KINDS, DEPLOYMENT_STATUSES } from "@/db/enums";

export const PERIODS = ["1h", "24h", "7d", "30d"] as const;
type Period = (typeof PERIODS)[number];

/** An instant with a year of four digits: others are none that the API takes, so they are no filter. */
const parseAsInstant = createParser({
  parse: (text) => {
    const at = parseAsIsoDateTime.parse(text);
    return at && /^\d{4}-/.test(at.toISOString()) ? at : null;
  },
  serialize: parseAsIsoDateTime.serialize,
  eq: (one, other) => one.getTime() === other.getTime(),
});

/** The filters of the history, as they stand in the URL. A period is relative; `from` and `to` are instants. */
export const deploymentSearch = {
  service: parseAsString,
  environment: parseAsString,
  status: parseAsArrayOf(parseAsStringLiteral(DEPLOYMENT_STATUSES)),
  kind: parseAsStringLiteral(DEPLOYMENT_KINDS),
  release: parseAsString,
  team: parseAsString,
  counts: parseAsStringLiteral(COUNTED_AS),
  since: parseAsStringLiteral(PERIODS),
  from: parseAsInstant,
  to: parseAsInstant,
};

export const loadDeploymentSearch = createLoader(deploymentSearch);
export type DeploymentSearch = inferParserType<typeof deploymentSearch>;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const PERIOD_MS: Record<Period, number> = {
  "1h": HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
};

/** What the query takes; only what is set. A period counts from the minute of the request. */
export function filterOf(search: DeploymentSearch, nowMs: number) {
  const { service, environment, status, kind, release, team, counts, since, from, to } = search;
  const begin = since
    ? new Date(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - PERIOD_MS[since])
    : (from ?? undefined);
  const end = since ? undefined : (to ?? undefined);
  return {
    ...(service && { service }),
    ...(environment && { environment }),
    ...(status?.length && { status }),
    ...(kind && { kind }),
    ...(release && { release }),
    ...(team && { team }),
    ...(counts && { counts }),
    ...(begin && { from: begin.toISOString() }),
    ...(end && { to: end.toISOString() }),
  };
}
export type DeploymentFilter = ReturnType<typeof filterOf>;
