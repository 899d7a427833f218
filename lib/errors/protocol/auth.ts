import { readEnvelopeHeader } from "./framing";
import { textOf } from "./lenient";
import { Refused } from "./refused";

type Forms = {
  /** The query of the address: `sentry_key`, which is what the SDKs of today send. */
  query: URLSearchParams;
  /** `X-Sentry-Auth`, or `Authorization` where it begins with "Sentry". */
  header: string | undefined;
  /** Of an envelope, which may name a DSN in its headers. */
  envelope?: Uint8Array;
  /** The project of the address, which a DSN has to agree with. */
  project: string;
};

/**
 * The public key with which something was sent. Its forms may stand side by side, but have to agree.
 * Throws `Refused` with 403, and with 400 for an envelope that has no headers.
 */
export function sentryKeyOf({ query, header, envelope, project }: Forms): string {
  const dsn = envelope && dsnOf(textOf(readEnvelopeHeader(envelope)["dsn"], 2_000));
  if (dsn && dsn.project !== project) throw new Refused(403, "the DSN belongs to another project");
  const keys = [query.get("sentry_key"), keyInHeader(header), dsn?.key].flatMap((key) => key || []);
  const [key, ...others] = keys;
  if (key === undefined) throw new Refused(403, "missing authorization information");
  if (others.some((other) => other !== key)) throw new Refused(403, "conflicting authorization information");
  return key;
}

/** `Sentry sentry_version=7, sentry_client=…, sentry_key=…`; the word in front and the spaces are optional. */
function keyInHeader(header: string | undefined): string | undefined {
  const fields = header?.slice(0, 2_000).replace(/^\s*sentry\s+/i, "");
  return fields
    ?.split(",")
    .map((field) => field.trim())
    .find((field) => field.startsWith("sentry_key="))
    ?.slice("sentry_key=".length);
}

/** `https://<key>[:<secret>]@host[:port]/[path/]<project>` */
function dsnOf(text: string | null): { key: string; project: string } | undefined {
  if (text === null) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const project = url?.pathname.split("/").findLast((part) => part !== "");
  if (!url?.username || !project) throw new Refused(403, "invalid DSN in the envelope headers");
  return { key: url.username, project };
}
