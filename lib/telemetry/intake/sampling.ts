import "server-only";

/**
 * Whether a trace is among those that are kept: by the last 32 bits of its id, which are random by W3C Trace Context, so
 * that all its spans go one way, whichever process they come to. Below a share of 0 nothing is kept.
 */
export const isKept = (traceId: string, share: number): boolean =>
  share >= 1 || Number.parseInt(traceId.slice(-8), 16) / 2 ** 32 < share;
