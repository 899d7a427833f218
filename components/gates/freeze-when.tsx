"use client";

import { RelativeTime } from "@/components/time/relative-time";
import type { WindowState } from "@/lib/gates/contract";

import { ZonedMoment } from "./zoned-moment";

type FreezeWhenProps = {
  /** Undefined: it ended while somebody looked at it. */
  state: WindowState | undefined;
  timeZone: string;
  /** What is said of one that is in force and has no end. */
  endless?: string;
};

/** The next thing that happens to a window: until when it is in force, or from when to when it will be. */
export function FreezeWhen({ state, timeZone, endless = "until somebody ends it" }: FreezeWhenProps) {
  if (!state) return "over for now";
  const { isOn, changesAt, endsAt } = state;
  if (!changesAt) return isOn ? endless : "not again";
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
