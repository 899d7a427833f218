"use client";

import { Fragment } from "react";

import { timeOfDay } from "@/components/delivery/time-of-day";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { RelativeTime } from "@/components/time/relative-time";

import type { SentencePart } from "./deployment-sentence";
import { WithLinks } from "./with-links";

/** A sentence whose instants are in the viewer's zone and keep themselves right. */
export function Sentence({ parts }: { parts: SentencePart[] }) {
  return parts.map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- the parts of one sentence have no other name
    <Fragment key={index}>
      {typeof part === "string" ? <WithLinks text={part} /> : <When {...part} />}
    </Fragment>
  ));
}

function When({ at, as }: { at: string; as: "clock" | "ago" }) {
  const { timeZone } = usePreferences();
  if (as === "ago") return <RelativeTime at={at} />;
  return (
    // The day may change between the server's render and the browser's.
    <time dateTime={at} data-instant={at} suppressHydrationWarning className="whitespace-nowrap">
      {timeOfDay(at, timeZone)}
    </time>
  );
}
