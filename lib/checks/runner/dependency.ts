import { depthsFrom, neededBy } from "@/lib/catalog/contract";

import type { CheckDefinition } from "../contract";
import { ask } from "./http-request";
import { runTcp, runTls } from "./network";
import { networkTrouble } from "./network-trouble";
import { dependencyLine } from "./reproduce";
import { expand } from "./template";
import {
  CouldNotTell,
  DidNotHold,
  type Attempt,
  type NeededService,
  type Needs,
  type Verdict,
} from "./verdict";

type Dependency = NonNullable<CheckDefinition["dependency"]>;
type Health = NeededService["health"];

/** Something the service needs: connection, then certificate, then health; the first that does not hold is the answer. */
export async function runDependency(dependency: Dependency, attempt: Attempt): Promise<Verdict> {
  if (dependency.catalog) return runNeeds(dependency, attempt);
  const { address = "", health: path, minDays } = dependency;
  const whole = expand(address, attempt);
  const isWeb = /^https?:/i.test(whole);
  const health = isWeb ? { path: path ?? new URL(whole).pathname, below: 400 } : undefined;
  const verdict = await look({ address: whole, health, minDays }, attempt);
  if (!isWeb && path !== undefined)
    throw new CouldNotTell("Only an address with http:// or https:// has a health path.");
  return verdict;
}

type Target = { address: string; health: Health; minDays: number | undefined };

async function look({ address, health, minDays }: Target, attempt: Attempt): Promise<Verdict> {
  const verdicts = [await runTcp({ address }, attempt)];
  if (/^https:/i.test(address))
    verdicts.push(await runTls({ address, ...(minDays !== undefined && { minDays }) }, attempt));
  if (health) verdicts.push(await askHealth(healthOf(address, health.path), health.below, attempt));
  return {
    status: "passed",
    expected: verdicts.map(({ expected }) => expected).join("; "),
    actual: verdicts.map(({ actual }) => actual).join("; "),
  };
}

/** `//elsewhere.example.com` is a path as well, to those who ask only for its first character. */
function healthOf(address: string, path: string): URL {
  const [there, url] = [new URL(address), new URL(path, address)];
  if (url.host !== there.host) throw new CouldNotTell("The health path leaves the dependency.");
  [url.username, url.password] = [there.username, there.password];
  return url;
}

async function askHealth(url: URL, below: number, { signal }: Attempt): Promise<Verdict> {
  const expected = `${url.pathname} answers below ${below}`;
  const { status } = await ask({ url, method: "GET", headers: {}, body: undefined }, signal).catch(
    (error: unknown) => {
      throw networkTrouble(error, expected, url.host);
    },
  );
  if (status >= below) throw new DidNotHold(expected, `status ${status}`);
  return { status: "passed", expected, actual: `status ${status}` };
}

/** Every service that this one needs, directly or not, all at once: a slow one must not make another look slow. */
async function runNeeds({ minDays }: Dependency, attempt: Attempt): Promise<Verdict> {
  if (!attempt.place.needs)
    throw new CouldNotTell(
      "Only the portal knows what the service depends on. Name an address to check here.",
    );
  const needs = await attempt.place.needs();
  const found = await Promise.all(
    needs.services.map(async (service) => ({ service, verdict: await judge(service, minDays, attempt) })),
  );
  const failed = found.filter(({ verdict }) => verdict.status === "failed");
  const bad = failed.length > 0 ? failed : found.filter(({ verdict }) => verdict.status === "errored");
  const deepest = deepestOf(
    needs,
    bad.map(({ service }) => service.name),
  );
  const culprit = bad.find(({ service }) => service.name === deepest);
  const lines = found.flatMap(({ service }) => lineOf(service) ?? []);
  if (!culprit) {
    const names = needs.services.map(({ name }) => name).join(", ");
    const actual = names === "" ? "it depends on none" : `asked ${names}`;
    return { status: "passed", expected: EXPECTED, actual, reproduce: lines.join("\n") };
  }
  const others = bad.filter((each) => each !== culprit).map(({ service }) => service.name);
  const also = others.length > 0 ? ` (${others.join(", ")} above it or beside it: not well either)` : "";
  return {
    status: culprit.verdict.status,
    expected: `${wayTo(needs, culprit.service.name)}: ${culprit.verdict.expected}`,
    actual: `${culprit.verdict.actual}${also}`,
    reproduce: lineOf(culprit.service) ?? "",
  };
}

const EXPECTED = "every service that it depends on is well";

async function judge(
  service: NeededService,
  minDays: number | undefined,
  attempt: Attempt,
): Promise<Verdict> {
  const { name, isKnown, url, health } = service;
  const { environment } = attempt.place;
  const failed = (expected: string, actual: string): Verdict => ({ status: "failed", expected, actual });
  if (!isKnown) return failed(`${name} is a service`, `no service is called ${name}`);
  if (url === undefined)
    return failed(`${name} is deployed in ${environment}`, `nothing of ${name} is deployed there`);
  try {
    // The portal itself gave out that address, so no list of hosts is asked about it.
    return await look(
      { address: url, health, minDays },
      { ...attempt, place: { ...attempt.place, baseUrl: url } },
    );
  } catch (error) {
    if (error instanceof DidNotHold) return failed(error.expected, error.actual);
    if (!(error instanceof CouldNotTell)) throw error;
    return { status: "errored", expected: `an answer of ${name} to judge`, actual: error.message };
  }
}

const lineOf = ({ url, health }: NeededService): string | undefined =>
  url === undefined
    ? undefined
    : dependencyLine(health ? url : url.replace(/^https?:\/\//, ""), health?.path);

/**
 * Of services that are not well, the one that the others may only suffer from: none of what it needs is unwell, and of
 * those the farthest away. In a circle of unwell services only the distance can tell.
 */
export function deepestOf(
  { of, edges }: Pick<Needs, "of" | "edges">,
  unwell: readonly string[],
): string | undefined {
  const needs = neededBy(edges);
  const depths = depthsFrom(needs, of);
  const needsUnwell = (name: string) => {
    const reach = depthsFrom(needs, name);
    return unwell.some((other) => other !== name && reach.has(other));
  };
  const roots = unwell.filter((name) => !needsUnwell(name));
  return (roots.length > 0 ? [...roots] : [...unwell])
    .toSorted()
    .toSorted((one, other) => (depths.get(other) ?? 0) - (depths.get(one) ?? 0))
    .at(0);
}

/** How the service comes to need it: "tides → buoys", without itself. */
function wayTo({ of, edges }: Needs, name: string): string {
  const depths = depthsFrom(neededBy(edges), of);
  const way = [name];
  for (let depth = (depths.get(name) ?? 1) - 1; depth > 0; depth -= 1) {
    const before = edges.find(({ from, to }) => to === way[0] && depths.get(from) === depth);
    if (before) way.unshift(before.from);
  }
  return way.join(" → ");
}
