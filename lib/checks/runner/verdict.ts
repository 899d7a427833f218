import type { CheckStatus } from "@/db/enums";

/** What one attempt of a check says: what should be, what is, and how to ask the same where only the attempt knows. */
export type Verdict = { status: CheckStatus; expected: string; actual: string; reproduce?: string };

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

/** A service that another one needs, as it runs in the environment of a check. */
export type NeededService = {
  name: string;
  /** A name may be declared before such a service exists, or after it was archived. */
  isKnown: boolean;
  /** Where it answers; undefined when nothing of it is deployed there. */
  url: string | undefined;
  /** How it says that it is well; without a path it is asked for connections alone. */
  health: { path: string; below: number } | undefined;
};
/** Everything a service needs, directly or not, and what needs what. */
export type Needs = { of: string; services: NeededService[]; edges: { from: string; to: string }[] };

/** What a check is held against. */
export type Place = {
  environment: string;
  /** Where the service answers; undefined when nothing runs. */
  baseUrl?: string | undefined;
  /** The host name people use, when `baseUrl` is the address of a single instance. */
  host?: string | undefined;
  variables: Readonly<Record<string, string>>;
  /** Whether the same service has that value in another environment; undefined when there is no such environment. */
  isSameIn: (environment: string, key: string, value: string) => Promise<boolean | undefined>;
  /** What the service needs by the catalog; absent outside of the portal, which alone knows it. */
  needs?: (() => Promise<Needs>) | undefined;
  /** Folder of the release on this machine, in which commands run. */
  folder?: string | undefined;
  /** Hosts that checks may talk to besides the service itself; undefined allows every host that a check names. */
  allowedHosts?: readonly string[] | undefined;
};

/** One attempt: the place, the values captured so far, and the moment to stop. */
export type Attempt = {
  place: Place;
  captured: Map<string, string>;
  signal: AbortSignal;
  /** After which the signal stops it, for those who can tell the far side. */
  timeoutMs: number;
};
