"use client";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { momentIn } from "@/components/time/wall-clock";

import { zoneInWords } from "./window-words";

type ZonedMomentProps = {
  at: string;
  /** The zone in which somebody meant it: told as well where its clock shows something else. */
  meantIn?: string | undefined;
  className?: string;
};

/** A moment of the near future or past by the viewer's clock, and by the clock it was meant for. */
export function ZonedMoment({ at, meantIn, className }: ZonedMomentProps) {
  const { timeZone } = usePreferences();
  const [here, there] = [momentIn(timeZone, at), meantIn && momentIn(meantIn, at)];
  return (
    <span className={className}>
      <time dateTime={at} data-instant={at} suppressHydrationWarning className="whitespace-nowrap">
        {here}
      </time>
      {meantIn && there !== here && (
        <span suppressHydrationWarning className="text-fg-muted">
          {` (${there} in ${zoneInWords(meantIn)})`}
        </span>
      )}
    </span>
  );
}
