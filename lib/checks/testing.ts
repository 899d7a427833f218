import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

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
