import { isRefused } from "./hosts";
import { CouldNotTell, DidNotHold } from "./verdict";

/** The way there is broken on our side of it: nothing is known of what was asked. */
const UNKNOWABLE: Record<string, string> = {
  ENOTFOUND: "its name does not resolve",
  EAI_AGAIN: "the name server does not answer",
  ENETUNREACH: "its network cannot be reached",
  EHOSTUNREACH: "it cannot be reached",
  EACCES: "this machine may not connect to it",
  EMFILE: "this machine has no free connections",
};

const WORDS: Record<string, string> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection broke off",
  EPIPE: "the connection broke off",
  ETIMEDOUT: "no connection in time",
};

/**
 * Translates what a socket threw. Whoever refuses or does not answer in time has failed the check; a name that does
 * not resolve tells nothing of what is behind it.
 */
export function networkTrouble(error: unknown, expected: string, host: string): Error {
  if (error instanceof CouldNotTell || error instanceof DidNotHold) return error;
  if (isRefused(error)) return new CouldNotTell(error.message);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // A header with a line break, a path with a blank, a mistake of ours: nothing was asked.
  if (/^ERR_(INVALID|UNESCAPED|HTTP_INVALID|OUT_OF_RANGE)/.test(code) || isMistake(error))
    return new CouldNotTell(`What the check wants to send is not valid: ${textOf(error)}.`);
  const unknowable = UNKNOWABLE[code];
  if (unknowable) return new CouldNotTell(`${host} could not be asked: ${unknowable}.`);
  const isLate = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
  if (isLate) return new DidNotHold(expected, "no answer in time");
  return new DidNotHold(expected, WORDS[code] ?? textOf(error));
}

const isMistake = (error: unknown) =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
const textOf = (error: unknown) =>
  error instanceof Error && error.message ? error.message.replace(/\.$/, "") : "an unknown trouble";
