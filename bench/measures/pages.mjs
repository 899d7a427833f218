import { callApi, signIn } from "../lib/administrator.mjs";
import { mainPages } from "../lib/main-pages.mjs";
import { residentMb } from "../lib/processes.mjs";
import { median, percentile, times } from "../lib/statistics.mjs";

const GROUP = "pages";
/** It counts every production deployment and every commit of a quarter of a year. */
const GOALS_MS = { "delivery performance": 100 };

/** Time the server takes for each main page, document requests one after the other, signed in, at full size. */
export async function measure({ report, quick, scaledPortal }) {
  const { url, webPid } = await scaledPortal();
  const cookie = await signIn(url);
  const pages = await mainPages(url);
  const requests = quick ? 20 : 60;
  const runs = quick ? 1 : 3;
  for (const { path } of pages) for (const _ of times(5)) await open(`${url}${path}`, cookie);

  for (const { name, path } of pages) {
    const p50 = [];
    const p95 = [];
    for (const _ of times(runs)) {
      const tookMs = [];
      while (tookMs.length < requests) tookMs.push(await open(`${url}${path}`, cookie));
      p50.push(median(tookMs));
      p95.push(percentile(tookMs, 0.95));
    }
    report.add({ group: GROUP, measure: `${name}, p50`, unit: "ms", values: p50 });
    report.add({
      group: GROUP,
      measure: `${name}, p95`,
      unit: "ms",
      values: p95,
      goal: { atMost: GOALS_MS[name] ?? 50 },
    });
  }
  await measureApi(report, url, requests);
  report.add({
    group: GROUP,
    measure: "memory of web after all of this",
    unit: "MB",
    values: [residentMb(webPid())],
  });
}

/** The lists that Backstage was measured with (see docs/benchmarks.md), and what the boards ask for. */
async function measureApi(report, url, requests) {
  for (const [name, path, atMost] of [
    ["API: list of 20 services", "/services?limit=20", 30],
    ["API: 20 services by text", "/services?search=worker&limit=20", 50],
    ["API: 50 services by urgency", "/services?order=urgency", 50],
    ["API: delivery performance over 90 days", "/dora?days=90&timeZone=Europe/Berlin", 100],
    ["API: what fails in production", "/services?order=urgency&state=failing&environment=production", 50],
  ]) {
    const tookMs = [];
    for (const _ of times(requests + 5)) {
      const from = performance.now();
      await callApi(url, "GET", path);
      tookMs.push(performance.now() - from);
    }
    const p95 = percentile(tookMs.slice(5), 0.95);
    report.add({ group: GROUP, measure: `${name}, p95`, unit: "ms", values: [p95], goal: { atMost } });
  }
}

async function open(address, cookie) {
  const from = performance.now();
  const response = await fetch(address, { headers: { cookie, accept: "text/html" }, redirect: "manual" });
  await response.arrayBuffer();
  const tookMs = performance.now() - from;
  if (response.status !== 200) throw new Error(`${address} answered ${response.status}.`);
  return tookMs;
}
