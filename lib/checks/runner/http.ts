import { evaluate, type Judged } from "../assertions/evaluate";
import { PathInvalid, readPath } from "../assertions/json-path";
import { ExpressionTrouble, matchOf } from "../assertions/matches";
import { durationInMs, type Capture, type HttpStep } from "../contract";
import { addressOf, demandHost } from "./hosts";
import { ask, LONGEST_BODY_BYTES, type HttpAnswer } from "./http-request";
import { judgeInTime } from "./judge-in-time";
import { networkTrouble } from "./network-trouble";
import { expand, expandDeep } from "./template";
import { CouldNotTell, DidNotHold, type Attempt, type Verdict } from "./verdict";

/** Carries out steps in order until one does not hold; values that one captures are there for the next. */
export async function runHttp(steps: readonly HttpStep[], attempt: Attempt): Promise<Verdict> {
  let said: Judged[] = [];
  for (const [index, step] of steps.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- a step may need what the one before it captured
    said = await runStep(step, attempt, steps.length > 1 ? `Step ${index + 1}: ` : "");
  }
  return { status: "passed", expected: sentence(said, "expected"), actual: sentence(said, "actual") };
}

async function runStep(step: HttpStep, attempt: Attempt, prefix: string): Promise<Judged[]> {
  const answer = await askFor(step, attempt, prefix);
  // First of all, so that nothing that is kept is shown by what does not hold.
  const captures = judgeInTime(() => capturesOf(step, answer));
  for (const { name, value } of captures) if (value !== undefined) attempt.captured.set(name, value);
  const judged = judgeInTime(() => judge(step, answer));
  const bad = judged.filter(({ holds }) => !holds);
  if (bad.length > 0)
    throw new DidNotHold(prefix + sentence(bad, "expected"), prefix + sentence(bad, "actual"));
  const missing = captures.find(({ value }) => value === undefined);
  if (missing)
    throw new DidNotHold(`${prefix}a value to keep as ${missing.name}`, `${prefix}none at ${missing.where}`);
  return judged;
}

function judge(step: HttpStep, answer: HttpAnswer): Judged[] {
  const statuses = [step.status ?? "2xx"].flat();
  const needsBody =
    (step.expect ?? []).some(({ header }) => header === undefined) ||
    Object.values(step.capture ?? {}).some(({ header }) => header === undefined);
  const judged: Judged[] = [
    {
      holds: statuses.some((wanted) => hasStatus(answer.status, wanted)),
      expected: `status ${statuses.join(" or ")}`,
      actual: `status ${answer.status}`,
    },
    ...(step.latency === undefined
      ? []
      : [
          {
            holds: answer.latencyMs <= durationInMs(step.latency),
            expected: `an answer within ${step.latency}`,
            actual: `an answer after ${answer.latencyMs} ms`,
          },
        ]),
  ];
  if (judged.every(({ holds }) => holds)) {
    if (answer.isCut && needsBody)
      throw new CouldNotTell(
        `The body is longer than ${LONGEST_BODY_BYTES / 1024} KiB, so it was not judged.`,
      );
    judged.push(...(step.expect ?? []).flatMap((assertion) => evaluate(assertion, answer)));
  }
  return judged;
}

async function askFor(step: HttpStep, attempt: Attempt, prefix: string): Promise<HttpAnswer> {
  const { url, isOwn } = addressOfStep(step, attempt);
  const expected = `${prefix}an answer of ${isOwn ? "the service" : url.host}`;
  if (!isOwn) demandHost(url.hostname, addressOf(url.href).port, attempt.place);
  const body = bodyOf(step, attempt);
  const headers = Object.fromEntries(
    Object.entries(step.headers ?? {}).map(([name, value]) => [name.toLowerCase(), expand(value, attempt)]),
  );
  const question = {
    url,
    method: step.method ?? "GET",
    headers: {
      ...(body?.isJson && { "content-type": "application/json" }),
      ...(isOwn && attempt.place.host && { host: attempt.place.host }),
      ...headers,
    },
    body: body?.text,
  };
  try {
    return await ask(question, attempt.signal);
  } catch (error) {
    if (attempt.signal.aborted && !isTimeout(attempt.signal.reason)) throw error;
    throw networkTrouble(error, expected, url.host);
  }
}

const isTimeout = (reason: unknown) => reason instanceof Error && reason.name === "TimeoutError";

/** A captured value may complete a path, but never choose whom we talk to. */
function addressOfStep({ url }: HttpStep, attempt: Attempt): { url: URL; isOwn: boolean } {
  const { place } = attempt;
  if (url.startsWith("/")) {
    if (place.baseUrl === undefined) throw new CouldNotTell(`Nothing runs in ${place.environment}.`);
    const own = new URL(expand(url, attempt), place.baseUrl);
    if (own.origin !== new URL(place.baseUrl).origin) throw new CouldNotTell("The path leaves the service.");
    return { url: own, isOwn: true };
  }
  const whole = expand(url, attempt);
  const host = /^(?:https?:\/\/[^/?#]*|\$\{[^}]*\}[^/?#]*)/.exec(url)?.[0] ?? url;
  const named = expand(host, { place, captured: new Map() });
  if (!URL.canParse(whole) || !URL.canParse(named) || !/^https?:$/.test(new URL(whole).protocol)) {
    throw new CouldNotTell("The address is no URL with http:// or https://.");
  }
  if (new URL(whole).host !== new URL(named).host)
    throw new CouldNotTell("A captured value may not choose the host.");
  return { url: new URL(whole), isOwn: false };
}

function bodyOf({ body }: HttpStep, attempt: Attempt): { text: string; isJson: boolean } | undefined {
  if (body === undefined) return undefined;
  const expanded = expandDeep(body, attempt);
  return typeof expanded === "string"
    ? { text: expanded, isJson: false }
    : { text: JSON.stringify(expanded), isJson: true };
}

const hasStatus = (status: number, wanted: number | string): boolean =>
  typeof wanted === "number" ? status === wanted : Math.floor(status / 100) === Number(wanted[0]);

/** What a step keeps of its answer; undefined where there is nothing to keep. */
const capturesOf = (step: HttpStep, answer: HttpAnswer) =>
  Object.entries(step.capture ?? {}).map(([name, capture]) => {
    const value = capturedBy(answer, capture);
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    const { json, header, matches } = capture;
    return { name, value: isPlain ? String(value) : undefined, where: json ?? header ?? `/${matches}/` };
  });

function capturedBy(answer: HttpAnswer, { json, header, matches }: Capture): unknown {
  try {
    if (header !== undefined) return answer.headers[header.toLowerCase()];
    if (matches !== undefined) {
      const groups = matchOf(matches, answer.body);
      return groups && (groups[1] ?? groups[0]);
    }
    return readPath(JSON.parse(answer.body), json ?? "$");
  } catch (error) {
    if (error instanceof PathInvalid || error instanceof ExpressionTrouble)
      throw new CouldNotTell(error.message);
    return undefined; // a body that is no JSON holds nothing to keep
  }
}

const sentence = (judged: readonly Judged[], side: "expected" | "actual") =>
  judged.map((each) => each[side]).join("; ");
