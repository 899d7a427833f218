import { DomainError } from "./errors";

/** The end of work whose asker has left; nobody reads the sentence. */
export const gone = () => new DomainError("unavailable", "Nobody waits for this answer any more.");

export function refuseGone(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw gone();
}
