import { z } from "zod";

import { isoOfUs } from "./span-columns";

const attributes = z.record(z.string(), z.unknown()).catch({});

/** As the intake keeps them: instants are nanoseconds, as text because they are beyond 2^53. */
const KeptEvent = z.object({
  name: z.string(),
  atNs: z.union([z.string(), z.number()]),
  attributes,
});
const KeptLink = z.object({ traceId: z.string(), spanId: z.string(), attributes });

export const eventsOf = (kept: readonly unknown[] | null) =>
  (kept ?? []).flatMap((each) => {
    const event = KeptEvent.safeParse(each).data;
    return event
      ? [{ name: event.name, time: isoOfUs(Number(event.atNs) / 1_000), attributes: event.attributes }]
      : [];
  });

export const linksOf = (kept: readonly unknown[] | null) =>
  (kept ?? []).flatMap((each) => KeptLink.safeParse(each).data ?? []);
