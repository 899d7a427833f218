import { Agent, request } from "node:http";

/** What came back through the gateway; `error` when no whole answer did. */
export type Answer = {
  askedAt: number;
  endedAt: number;
  status?: number;
  release?: string;
  body: string;
  error?: string;
};

const TIMEOUT_MS = 15_000;

/** Asks a service through the gateway, once. Never rejects. */
export function askGateway(
  gatewayPort: number,
  host: string,
  { path = "/", method = "GET", body, agent }: Ask = {},
): Promise<Answer> {
  const askedAt = Date.now();
  return new Promise((done) => {
    const end = (answer: Omit<Answer, "askedAt" | "endedAt">) =>
      done({ askedAt, endedAt: Date.now(), ...answer });
    const asked = request(
      {
        host: "127.0.0.1",
        port: gatewayPort,
        path,
        method,
        agent: agent ?? false,
        headers: { host: `${host}.localhost:${gatewayPort}`, ...(body && { "content-length": body.length }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        const release = response.headers["x-slipway-release"];
        const answer = () => ({
          ...(response.statusCode !== undefined && { status: response.statusCode }),
          ...(typeof release === "string" && { release }),
          body: Buffer.concat(chunks).toString(),
        });
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => end(answer()));
        response.on("error", (error) => end({ ...answer(), error: error.message }));
      },
    );
    // Over all, not only for silence: an answer that trickles for ever is no answer.
    const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    asked.on("close", () => clearTimeout(timer));
    asked.on("error", (error: NodeJS.ErrnoException) =>
      end({ body: "", error: error.code ?? error.message }),
    );
    asked.end(body);
  });
}

type Ask = { path?: string; method?: string; body?: Buffer; agent?: Agent };

/** Clients that ask without end. `stop` lets the requests under way end, and answers all that came back. */
export function recordAnswers(
  clients: { ask: (agent: Agent | undefined) => Promise<Answer>; keepAlive: boolean; pauseMs: number }[],
) {
  const answers: Answer[] = [];
  const over = new AbortController();
  const all = clients.map(async ({ ask, keepAlive, pauseMs }) => {
    const agent = keepAlive ? new Agent({ keepAlive: true, maxSockets: 1 }) : undefined;
    while (!over.signal.aborted) {
      answers.push(await ask(agent));
      if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
    }
    agent?.destroy();
  });
  return {
    async stop(): Promise<Answer[]> {
      over.abort();
      await Promise.all(all);
      return answers;
    },
  };
}
