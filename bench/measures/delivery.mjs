import { join } from "node:path";

import { callApi } from "../lib/administrator.mjs";
import { untilServing } from "../lib/gateway-probe.mjs";
import { residentMb } from "../lib/processes.mjs";
import { addSampleService, measureProcessStart, until } from "../lib/sample-service.mjs";
import { median, percentile, times } from "../lib/statistics.mjs";

const GROUP = "delivery";
const ENVIRONMENT = "dev";

/**
 * From the click (the request is sent) until the gateway answers with the release, and until the deployment says that
 * it succeeded. The time a release has to settle before traffic moves is a policy and is set to nothing here.
 */
export async function measure({ report, quick, wholePortal }) {
  const portal = await wholePortal();
  const { url } = portal;
  await callApi(url, "PATCH", `/environments/${ENVIRONMENT}`, { settleMs: 0, drainMs: 200 });
  const folder = join(portal.home, "bench-service");
  const service = await addSampleService(url, folder, 4);
  const startMs = await measureProcessStart(folder);
  report.add({
    group: GROUP,
    measure: "the service's own start, without Slipway",
    unit: "ms",
    values: [startMs],
  });

  const samples = quick ? 4 : 20;
  const host = `${service.name}-${ENVIRONMENT}.localhost:${portal.gatewayPort}`;
  // Four releases in turn: the next one is never the one that serves nor the one that is still warm.
  let current = -1;
  const go = async (path, step, reason) => {
    current = (current + step + service.releaseIds.length) % service.releaseIds.length;
    const releaseId = service.releaseIds[current];
    const from = performance.now();
    const asked = await callApi(url, "POST", path, {
      serviceId: service.id,
      releaseId,
      environment: ENVIRONMENT,
      reason,
    });
    const id = asked.deploymentId ?? asked.id;
    const liveMs = await untilServing(portal.gatewayPort, host, releaseId, from);
    let deployment;
    await until(async () => {
      deployment = await callApi(url, "GET", `/deployments/${id}`);
      if (["failed", "errored", "interrupted"].includes(deployment.status))
        throw new Error(deployment.failure.message);
      return deployment.status === "succeeded";
    }, 10);
    return { liveMs, succeededMs: performance.now() - from, reusedWarm: deployment.reusedWarm };
  };

  await go("/deployments", 1, "first");
  const deploys = await inTurn(samples, () => go("/deployments", 1, "bench"));
  addTimes(report, "deploy", deploys);
  const cold = await inTurn(samples, () => go("/rollbacks", 1, "bench"));
  addTimes(report, "rollback, cold", cold, { atMost: Math.round(1_000 + startMs) });
  await go("/rollbacks", -1, "bench");
  // There and back: each time to the one that served just before, which is still warm.
  let step = 1;
  const warm = await inTurn(samples, () => go("/rollbacks", (step = -step) * -1, "bench"));
  addTimes(report, "rollback, warm", warm, { atMost: 1_000 });
  const lukewarm =
    [...deploys, ...cold].filter(({ reusedWarm }) => reusedWarm).length +
    warm.filter(({ reusedWarm }) => !reusedWarm).length;
  report.add({
    group: GROUP,
    measure: "samples that were not what they say",
    unit: "",
    values: [lukewarm],
    goal: { atMost: 0 },
  });
  for (const [name, words] of [
    ["web", "next-server"],
    ["worker", "dist/worker.mjs"],
    ["local target", "dist/local-target.mjs"],
  ]) {
    report.add({
      group: GROUP,
      measure: `memory of ${name} after all of this`,
      unit: "MB",
      values: [residentMb(portal.pidOf(words))],
    });
  }
}

function addTimes(report, name, samples, goal) {
  const live = samples.map(({ liveMs }) => liveMs);
  const succeeded = samples.map(({ succeededMs }) => succeededMs);
  report.add({ group: GROUP, measure: `${name}: click to live`, unit: "ms", values: live, goal });
  report.add({
    group: GROUP,
    measure: `${name}: click to live, p95`,
    unit: "ms",
    values: [percentile(live, 0.95)],
    goal,
  });
  report.add({
    group: GROUP,
    measure: `${name}: click to succeeded`,
    unit: "ms",
    values: [median(succeeded)],
  });
}

async function inTurn(count, run) {
  const results = [];
  for (const _ of times(count)) results.push(await run());
  return results;
}
