import type { CheckKind, CheckStatus } from "@/db/enums";
import { pause } from "@/lib/core/pause";

import { durationInMs, kindOf, type CheckAttempt, type CheckDefinition } from "../contract";
import { runCommand } from "./command";
import { runDependency } from "./dependency";
import { runHttp } from "./http";
import { mask, secretsOf, withoutCredentials } from "./mask";
import { runMysql } from "./mysql";
import { runDns, runTcp, runTls } from "./network";
import { runPostgres } from "./postgres";
import { runRedis } from "./redis";
import { reproduce, stepsOf } from "./reproduce";
import { referencesIn } from "./template";
import { runVariables } from "./variables";
import { CouldNotTell, DidNotHold, type Attempt, type Place, type Verdict } from "./verdict";

const TIMEOUT_MS = 10_000;
const BETWEEN_ATTEMPTS_MS = 1_000;
/** What a person reads of a text, and what is looked through for secrets before that. */
const LONGEST_TEXT = 1_000;
const LONGEST_MASKED = 50_000;

export type CheckOutcome = {
  name: string;
  kind: CheckKind;
  status: CheckStatus;
  /** Of all attempts together, with the pauses between them. */
  durationMs: number;
  expected: string;
  actual: string;
  reproduce: string;
  attempts: CheckAttempt[];
};

/**
 * Carries out one check, with its retries; whatever it finds is masked before it leaves here. Throws only when `signal`
 * aborts. *Failed*: what was asked did not answer as expected, or refused to. *Errored*: the definition, a variable it
 * refers to, or the way to somebody else's host is broken, so that nothing is known of what was asked.
 */
export async function runCheck(
  definition: CheckDefinition,
  place: Place,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const { name, retries = 0, environments } = definition;
  const frame = {
    name,
    kind: kindOf(definition),
    // Whole, for half of a command is none.
    reproduce: hide(reproduce(definition, place), definition, place),
  };
  if (environments && !environments.includes(place.environment)) {
    const actual = `It is declared for ${environments.join(", ")}.`;
    return { ...frame, status: "skipped", durationMs: 0, expected: "", actual, attempts: [] };
  }
  const startedMs = performance.now();
  const attempts: (CheckAttempt & { expected: string; reproduce: string | undefined })[] = [];
  do {
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    if (attempts.length > 0) await pause(BETWEEN_ATTEMPTS_MS, signal);
    signal.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop
    attempts.push(await once(definition, place, signal));
  } while (attempts.at(-1)?.status !== "passed" && attempts.length <= retries);
  const last = attempts.at(-1);
  return {
    ...frame,
    reproduce: last?.reproduce ?? frame.reproduce,
    status: last?.status ?? "errored",
    durationMs: Math.round(performance.now() - startedMs),
    expected: last?.expected ?? "",
    actual: last?.actual ?? "",
    attempts: attempts.map(({ status, durationMs, actual }) => ({ status, durationMs, actual })),
  };
}

async function once(definition: CheckDefinition, place: Place, signal: AbortSignal) {
  const captured = new Map<string, string>();
  const timeoutMs = definition.timeout === undefined ? TIMEOUT_MS : durationInMs(definition.timeout);
  const attempt: Attempt = {
    place,
    captured,
    timeoutMs,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  };
  const startedMs = performance.now();
  const { status, expected, actual, reproduce: line } = await verdictOf(definition, attempt, signal);
  return {
    status,
    durationMs: Math.round(performance.now() - startedMs),
    expected: cut(hide(cut(expected, LONGEST_MASKED), definition, place, captured), LONGEST_TEXT),
    actual: cut(hide(cut(actual, LONGEST_MASKED), definition, place, captured), LONGEST_TEXT),
    reproduce: line === undefined ? undefined : hide(line, definition, place, captured),
  };
}

async function verdictOf(
  definition: CheckDefinition,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<Verdict> {
  try {
    return await run(definition, attempt);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DidNotHold)
      return { status: "failed", expected: error.expected, actual: error.actual };
    if (error instanceof CouldNotTell)
      return { status: "errored", expected: "an answer to judge", actual: error.message };
    // Whatever else can go wrong is not the service's fault, so it never reads as failed, and never as passed.
    const message = error instanceof Error ? error.message : "unknown";
    return {
      status: "errored",
      expected: "an answer to judge",
      actual: `The check could not be carried out: ${message}`,
    };
  }
}

function run(definition: CheckDefinition, attempt: Attempt): Promise<Verdict> {
  const { tcp, dns, tls, dependency, postgres, mysql, redis, variables, command } = definition;
  if (tcp) return runTcp(tcp, attempt);
  if (dns) return runDns(dns, attempt);
  if (tls) return runTls(tls, attempt);
  if (dependency) return runDependency(dependency, attempt);
  if (postgres) return runPostgres(postgres, attempt);
  if (mysql) return runMysql(mysql, attempt);
  if (redis) return runRedis(redis, attempt);
  if (variables) return runVariables(variables, attempt);
  if (command) return runCommand(command, attempt);
  return runHttp(stepsOf(definition), attempt);
}

/** Never leaves half of a character, which no row takes. */
const cut = (text: string, longest: number) =>
  (text.length > longest ? `${text.slice(0, longest)}…` : text).toWellFormed();
const hide = (text: string, definition: CheckDefinition, place: Place, captured?: Map<string, string>) =>
  withoutCredentials(mask(text, secretsOf(place.variables, referencesIn(definition), captured)));
