import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { choosePortal } from "../portal-under-test";
import { filesOf, GOOD, LIMITS, REFUSED, UNWILLING_TO_GO, type BadRelease } from "./bad-release-cases";
import { askGateway } from "./gateway-client";
import { portalApi, type PortalApi } from "./portal-api";
import { releaseProcesses, temporaryFolders } from "./processes";
import { serviceRepository } from "./service-repository";
import { startPortal, type RunningPortal } from "./start-portal";
import { until } from "./until";

const SERVICE = "harbour";
/** What a refused release may leave on the disk: its log, and if it was built its files. */
const LEFT_KIB = 48 * 1024;

let portal: RunningPortal;
let api: PortalApi;
let repository: ReturnType<typeof serviceRepository>;
let serviceId: string;
let goodRelease: string;

test.skip(process.platform !== "linux", "Processes are counted in /proc.");

test.beforeAll(async () => {
  test.setTimeout(10 * 60_000);
  portal = await startPortal(await choosePortal(), LIMITS);
  api = portalApi(portal);
  // Replaced releases go at once, so that what stays is a leak.
  await api.setEnvironment("dev", { settleMs: 5_000, drainMs: 200, warmMs: 0 });
  repository = serviceRepository(join(portal.home, "harbour-repository"));
  const commit = repository.commit("good", filesOf(GOOD));
  serviceId = (await api.createService(SERVICE, repository.url)).id;
  goodRelease = (await api.build(serviceId, commit)).id;
  const { id } = await api.deploy(serviceId, goodRelease, "dev");
  expect((await api.ended(id)).status).toBe("succeeded");
});

test.afterAll(() => portal?.stop());

for (const one of REFUSED) {
  test(`a release that ${one.name} fails with its reason, and leaves nothing`, async () => {
    const servingPid = await pidServing();
    const before = diskUseKib();
    const { status, failure } = await attempt(one);
    expect(status).toBe("failed");
    expect(failure?.message.split("\n")[0]).toMatch(one.says);
    expect(await pidServing(), "the old release serves on in the same process").toBe(servingPid);
    await nothingButTheGoodRelease();
    expect(diskUseKib() - before).toBeLessThan(LEFT_KIB);
  });
}

for (const one of UNWILLING_TO_GO) {
  test(`a release that ${one.name} is gone once another one serves`, async () => {
    expect(await attempt(one)).toMatchObject({ status: "succeeded" });
    const { id } = await api.rollBack(serviceId, "dev");
    expect((await api.ended(id)).status).toBe("succeeded");
    await nothingButTheGoodRelease();
  });
}

/** Builds and deploys; answers the first thing that failed, or the deployment. */
async function attempt({ name, files }: Omit<BadRelease, "says">) {
  const release = await api.build(serviceId, repository.commit(name, { ...filesOf(GOOD), ...files }));
  if (release.status === "failed") return release;
  const { id } = await api.deploy(serviceId, release.id, "dev");
  return api.ended(id);
}

async function pidServing(): Promise<number> {
  const answer = await askGateway(portal.gatewayPort, `${SERVICE}-dev`, { path: "/pid" });
  expect(answer).toMatchObject({ status: 200, release: goodRelease });
  return Number(answer.body);
}

async function nothingButTheGoodRelease() {
  const pid = await pidServing();
  await until(
    "every other process is gone",
    () => releaseProcesses(portal.home),
    (all) => all.join() === String(pid),
    15_000,
  );
  await until(
    "every other temporary folder is gone",
    () => temporaryFolders(portal.home),
    (all) => all.length === 1,
    15_000,
  );
}

/** Without the database, which grows for reasons of its own. */
function diskUseKib(): number {
  const folders = ["releases", "dependencies", "target"].map((name) => join(portal.home, name));
  const output = execFileSync("du", ["-skc", ...folders.filter((folder) => existsSync(folder))], {
    encoding: "utf8",
  });
  return Number(output.trimEnd().split("\n").at(-1)?.split("\t")[0]);
}
