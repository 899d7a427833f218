import { createServer, type ServerResponse } from "node:http";

import { expect, it } from "vitest";

import { inItsWords, probeAt } from "./probe";

const readiness = {
  probe: { kind: "http", path: "/healthz", expect: "success" },
  intervalMs: 10,
  timeoutMs: 2_000,
  deadlineMs: 10,
} as const;

async function heard(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => {
    response.statusCode = 500;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const result = await probeAt("127.0.0.1", readiness, port, "localhost");
  server.closeAllConnections();
  server.close();
  return result.ok ? "ok" : inItsWords(result);
}

it.each<[string, (response: ServerResponse) => void, string]>([
  ["one line", (response) => response.end("database is gone"), ": database is gone"],
  ["a full stop", (response) => response.end("\n database is gone.\nat pool"), ": database is gone"],
  [
    "colours",
    (response) => response.end("\u001B[31mdatabase\u0000 is\u202E gone\u001B[0m"),
    ": database is gone",
  ],
  ["far too much", (response) => response.end("é".repeat(1_000_000)), `: ${"é".repeat(200)}`],
  ["pairs at the cut", (response) => response.end("a" + "🌊".repeat(300)), `: a${"🌊".repeat(199)}`],
  ["nothing", (response) => response.end(), ""],
  ["a page", (response) => response.end("<!DOCTYPE html>\n<p>Oh no"), ""],
  ["a line and no end", (response) => response.write("database is gone\n"), ": database is gone"],
  [
    "half an answer",
    (response) =>
      response.writeHead(500, { "content-length": "100" }).write("gone", () => response.destroy()),
    ": gone",
  ],
])("a failing answer with %s is told in one line", async (_name, answer, said) => {
  expect(await heard(answer)).toBe(`GET /healthz answered 500${said}`);
});

it("asks in a trace that nobody records", async () => {
  let flags: string | undefined;
  const said = await heard((response) => {
    flags = response.req.headers["traceparent"]?.toString().slice(-3);
    response.statusCode = 200;
    response.end();
  });
  expect([said, flags]).toEqual(["ok", "-00"]);
});
