import type { Aggregation } from "@/lib/telemetry/contract";

import type { ExploreRange } from "./explore-search";

type Question = {
  metric: string;
  aggregation?: Aggregation | undefined;
  where: string;
  by: string;
  range: ExploreRange;
};

/** A question in Explore. */
export const explorePath = ({ metric, aggregation, where, by, range }: Question): string =>
  `/explore?${new URLSearchParams({
    metric,
    ...(aggregation && { aggregation }),
    where,
    by,
    range,
  }).toString()}`;

/** Of one service in one environment, as a filter. */
export const whereOf = (service: string, environment: string): string =>
  `service=${JSON.stringify(service)}, environment=${JSON.stringify(environment)}`;
