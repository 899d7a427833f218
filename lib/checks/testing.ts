import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import type { CheckMoment, CheckStatus } from "@/db/enums";
import { checkResults, checkRuns } from "@/db/schema";
import type { TestDatabase } from "@/db/testing";
import { required } from "@/lib/core/errors";
import { addCheckResults } from "@/lib/telemetry";

import type { Place } from "./runner/verdict";

type Respond = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A real HTTP server on a port of its own, and what it was asked. */
export class TestServer implements AsyncDisposable {
  readonly asked: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async listen(respond: Respond): Promise<TestServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const test = new TestServer(server, `http://127.0.0.1:${port}`);
    server.on("request", (request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        test.asked.push({ method, url, headers, body });
        respond(request, response, body);
      });
    });
    return test;
  }

  async [Symbol.asyncDispose]() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A place with nothing in it but what a test says. */
export const aPlace = (place: Partial<Place> = {}): Place => ({
  environment: "dev",
  variables: {},
  isSameIn: async () => undefined,
  ...place,
});

type CheckedPlace = { serviceId: string; environmentId: string; regionId: string; releaseId: string | null };

type Said = { at: Date; status: CheckStatus; durationMs: number; moment?: CheckMoment };

/** What a monitor said at some time, without asking anything. */
export async function aResult(
  test: TestDatabase,
  { serviceId, environmentId, regionId, releaseId }: CheckedPlace,
  { at, status, durationMs, moment = "schedule" }: Said,
) {
  const place = { serviceId, environmentId, regionId, releaseId };
  const said = { moment, requestedBy: "job:checks", requestedByName: "checks" } as const;
  const [run] = await test.db
    .insert(checkRuns)
    .values({ ...place, ...said, status: "passed", finishedAt: at })
    .returning({ id: checkRuns.id });
  const runId = required(run, "the run").id;
  const words = { expected: "200", actual: "200", reproduce: "" };
  await test.db.insert(checkResults).values({
    runId,
    position: 0,
    ...place,
    ...words,
    name: "home",
    kind: "http",
    status,
    durationMs,
    at,
  });
  await test.db.transaction((tx) => addCheckResults(tx, [runId]));
}
