import { durationInWords } from "@/components/time/format-instant";
import type { ReleaseView } from "@/lib/delivery/contract";

import { stepLabel } from "./build-steps";

/** "dev, staging and production". */
const LIST = new Intl.ListFormat("en-GB");

/** What it is and where it serves, or why there is nothing to deploy. */
export function releaseSentence(release: ReleaseView): string {
  const { status, ref, durationMs, liveIn, failure } = release;
  const took = durationMs === null ? "" : ` in ${durationInWords(durationMs)}`;
  switch (status) {
    case "building":
      return `Building from ${shortRef(ref)}. It can be deployed once it is ready.`;
    case "failed": {
      const step = failure?.step ? ` in the step ${stepLabel(failure.step)}` : "";
      const after = durationMs === null ? "" : ` after ${durationInWords(durationMs)}`;
      return `The build failed${step}${after}. There is nothing to deploy.`;
    }
    case "ready":
      return `Built from ${shortRef(ref)}${took}. ${
        liveIn.length > 0 ? `It serves in ${LIST.format(liveIn)}.` : "It serves nowhere now."
      }`;
  }
}

/** A branch or tag as it is, a full commit hash by its first seven characters. */
export const shortRef = (ref: string): string => (isFullHash(ref) ? ref.slice(0, 7) : ref);

export const isFullHash = (ref: string): boolean => /^[0-9a-f]{40}$/.test(ref);
