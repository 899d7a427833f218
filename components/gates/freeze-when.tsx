"use client";

import { RelativeTime } from "@/components/time/relative-time";
import type { WindowState } from "@/lib/gates/contract";

import { ZonedMoment } from "./zoned-moment";

type FreezeWhenProps = { state: WindowState; timeZone: string };

/** The next thing that happens to a freeze: until when it is in force, or from when to when it will be. */
export function FreezeWhen({ state: { isOn, changesAt, endsAt }, timeZone }: FreezeWhenProps) {
  if (!changesAt) return isOn ? "until somebody ends it" : "not again";
  return (
    <>
      {isOn ? "until " : "next "}
      <ZonedMoment at={changesAt} meantIn={timeZone} />
      {!isOn && endsAt && (
        <>
          {" to "}
          <ZonedMoment at={endsAt} meantIn={timeZone} />
        </>
      )}
      <span className="text-fg-muted">
        {" · "}
        <RelativeTime at={changesAt} />
      </span>
    </>
  );
}
