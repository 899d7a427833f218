import type { CheckStatus } from "@/db/enums";

/** What one attempt of a check says: what should be, what is. */
export type Verdict = { status: CheckStatus; expected: string; actual: string };

/** The verdict is *errored*: the check itself, or the way to what it asks, is broken, so nothing is known of it. */
export class CouldNotTell extends Error {
  override name = "CouldNotTell";
}

/** The verdict is *failed*: what was asked did not do what was expected. */
export class DidNotHold extends Error {
  override name = "DidNotHold";
  constructor(
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`Expected ${expected}, but it was ${actual}.`);
  }
}

/** What a check is held against. */
export type Place = {
  environment: string;
  /** Where the service answers; undefined when nothing runs. */
  baseUrl?: string | undefined;
  /** The host name people use, when `baseUrl` is the address of a single instance. */
  host?: string | undefined;
  variables: Readonly<Record<string, string>>;
  /** The variables of the same service in another environment; undefined when there is no such environment. */
  variablesOf: (environment: string) => Promise<Readonly<Record<string, string>> | undefined>;
  /** Folder of the release on this machine, in which commands run. */
  folder?: string | undefined;
  /** Hosts that checks may talk to besides the service itself; undefined allows every host that a check names. */
  allowedHosts?: readonly string[] | undefined;
};

/** One attempt: the place, the values captured so far, and the moment to stop. */
export type Attempt = { place: Place; captured: Map<string, string>; signal: AbortSignal };
