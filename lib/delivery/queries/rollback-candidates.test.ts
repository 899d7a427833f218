import { afterAll, beforeEach, expect, it } from "vitest";

import { endFreeze, quarantineRelease } from "@/lib/gates";

import { rollBack } from "../commands/roll-back";
import { openInstallation } from "../engine/testing";
import { planRollback } from "./plans";

const installation = await openInstallation();
afterAll(() => installation[Symbol.asyncDispose]());
const { developer, operator } = installation;
let count = 0;
let service: Awaited<ReturnType<typeof installation.service>>;
beforeEach(async () => {
  service = await installation.service(`service-${(count += 1)}`);
  return () => service.target[Symbol.asyncDispose]();
});

it("nobody is led back to a release in quarantine, and who goes there all the same has to override it", async () => {
  for (const index of [0, 1, 2]) await service.deploy(index, "dev");
  await quarantineRelease(developer, { releaseId: service.release(1), reason: "loses orders" });
  const input = { serviceId: service.id, environment: "dev" };
  const { candidates } = await planRollback(operator, input);
  expect(candidates).toMatchObject([
    { release: { number: 2 }, lastKnownGood: false, blockers: [{ code: "quarantine", refuses: true }] },
    { release: { number: 1 }, lastKnownGood: true, blockers: [] },
  ]);
});

it("what is newer than what serves is no way back by default, and going there meets the gates of a promotion", async () => {
  await service.deploy(0, "dev");
  await service.deploy(1, "dev");
  const input = { serviceId: service.id, environment: "dev" };
  await service.run((await rollBack(developer, { ...input, reason: "loses orders" })).id);
  await quarantineRelease(developer, { releaseId: service.release(1), reason: "loses orders" });
  const { id: frozen } = await service.freeze();
  const plan = await planRollback(operator, input);
  expect(plan).toMatchObject({
    blockers: [],
    candidates: [
      {
        release: { number: 2 },
        isForward: true,
        lastKnownGood: false,
        blockers: [{ code: "quarantine" }, { code: "freeze" }],
      },
    ],
  });
  await expect(rollBack(developer, { ...input, reason: "again" })).rejects.toMatchObject({
    message: expect.stringContaining("no earlier good release"),
  });
  await endFreeze(operator, { id: frozen });
  // Nobody took #3 back: #1 was deployed over it, by somebody who had a reason.
  await service.deploy(2, "dev");
  await service.deploy(0, "dev");
  const { candidates } = await planRollback(operator, input);
  expect(candidates.map(({ release, lastKnownGood }) => [release.number, lastKnownGood])).toEqual([
    [3, false],
    [2, false],
  ]);
});
