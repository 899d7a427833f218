import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { auditEntries, sourceMapFiles, sourceMaps } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { as, aService } from "@/lib/delivery/testing";
import { getIssue, listIssues } from "@/lib/errors";
import { aFrame, anEvent, anException, record } from "@/lib/errors/testing";

import { answerSentryCli } from "./answer-sentry-cli";
import { tokenOf } from "./testing";

/** The program itself, where the package that brings it was made for this machine. */
const CLI = join("node_modules", "@sentry", `cli-${process.platform}-${process.arch}`, "bin", "sentry-cli");

const test = await testDatabase();
// People are told apart by a keyed digest.
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.DATABASE_URL = test.url;
const folder = mkdtempSync(join(tmpdir(), "slipway-maps-"));
const server = createServer((incoming, outgoing) => {
  void (async () => {
    const method = incoming.method ?? "GET";
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
    const body = method === "GET" ? {} : { body: new Uint8Array(await buffer(incoming)) };
    const role = incoming.headers.authorization === "Bearer slp_viewer" ? "viewer" : "developer";
    const answer = await answerSentryCli(
      new Request(`http://localhost${incoming.url ?? ""}`, { method, headers, ...body }),
      async () => contextOf(tokenOf(role), test.db),
    );
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  })();
});
let url = "";
let serviceId = "";
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  serviceId = (await aService(test, "checkout", 1)).id;
  mkdirSync(join(folder, "dist"));
  writeFileSync(
    join(folder, "dist", "app.js"),
    '"use strict";function pay(e){throw new Error("card "+e)}pay(1);\n//# sourceMappingURL=app.js.map\n',
  );
  const source = 'function pay(order: number) {\n  throw new Error("card " + order);\n}\npay(1);\n';
  writeFileSync(
    join(folder, "dist", "app.js.map"),
    JSON.stringify({
      version: 3,
      file: "app.js",
      sources: ["../src/app.ts"],
      sourcesContent: [source],
      names: [],
      mappings: "aAAA,SAAS,IAAI,GACX,MAAM,IAAI,MAAM,QAAQ,GAE1B,IAAI",
    }),
  );
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
  await test[Symbol.asyncDispose]();
});

const run = (token: string, ...args: string[]) =>
  promisify(execFile)(CLI, args, {
    timeout: 15_000,
    env: {
      SENTRY_URL: url,
      SENTRY_AUTH_TOKEN: token,
      SENTRY_ORG: "any",
      SENTRY_PROJECT: "checkout",
      HOME: folder,
      NODE_ENV: "test",
    },
  });

/** A minified frame, as a build called it. */
const thrown = (debugId: string, minified: string) =>
  anEvent({
    exceptions: [
      anException({
        value: "card 1",
        frames: [
          aFrame({ module: "app", file: "app:///app.js", function: minified, line: 3, column: 36, debugId }),
        ],
      }),
    ],
  });

describe.skipIf(!existsSync(CLI))("sentry-cli, which is not there for every machine", () => {
  it("uploads source maps, and stacks are those of the source from then on, whatever the build called things", async () => {
    await run("slp_ci", "sourcemaps", "inject", join(folder, "dist"));
    await run("slp_ci", "sourcemaps", "upload", join(folder, "dist"), "--release", "1.2.3");
    // What was uploaded before is not kept twice.
    await run("slp_ci", "sourcemaps", "upload", join(folder, "dist"), "--release", "1.2.4");
    expect([await test.db.$count(sourceMaps), await test.db.$count(sourceMapFiles)]).toEqual([1, 1]);
    const uploads = (await test.db.select().from(auditEntries)).filter(
      ({ action }) => action === "service.upload_source_maps",
    );
    expect(uploads[0]).toMatchObject({ subjectName: "checkout", after: { sourceMaps: 1, release: "1.2.3" } });
    const debugId =
      /debugId=([0-9a-f-]+)/.exec(readFileSync(join(folder, "dist", "app.js"), "utf8"))?.[1] ?? "";
    const bare = debugId.replaceAll("-", "");
    await record(test, serviceId, "production", { events: [thrown(bare, "e"), thrown(bare, "t")] });
    const viewer = as(test, "viewer");
    const [row, ...others] = (await listIssues(viewer)).items;
    expect([row?.count, others.length]).toEqual([2, 0]);
    const { event } = await getIssue(viewer, row?.id ?? "");
    expect(event?.event.exceptions[0]?.frames[0]).toMatchObject({
      file: "src/app.ts",
      line: 2,
      column: 19,
      contextLine: '  throw new Error("card " + order);',
      before: ["function pay(order: number) {"],
    });
  });

  it("needs a token that may build releases", async () => {
    await expect(run("slp_viewer", "sourcemaps", "upload", join(folder, "dist"))).rejects.toThrow(
      /403|not allowed/i,
    );
  });

  it("is told that its address and its token are right, and heard about releases, which Slipway knows by itself", async () => {
    expect((await run("slp_ci", "info")).stdout).toContain("project:releases");
    await expect(run("slp_ci", "releases", "new", "1.2.3")).resolves.toBeDefined();
    await expect(run("slp_ci", "releases", "finalize", "1.2.3")).resolves.toBeDefined();
  });
});

it("a map that is not there is said on the frame, and the error is there all the same", async () => {
  await record(test, serviceId, "production", { events: [thrown("ab".repeat(16), "x")] });
  const viewer = as(test, "viewer");
  const [row] = (await listIssues(viewer)).items;
  const { event } = await getIssue(viewer, row?.id ?? "");
  expect(event?.event.exceptions[0]?.frames[0]).toMatchObject({
    file: "app:///app.js",
    note: "No source map with this debug id was uploaded.",
  });
});
