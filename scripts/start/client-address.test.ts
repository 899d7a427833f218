import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { expect, test } from "vitest";

test("a request carries the address it really comes from as its last entry", async () => {
  const preload = new URL("client-address.mjs", import.meta.url).href;
  const echo = `require("node:http").createServer((request, response) => response.end(request.headers["x-forwarded-for"]))
    .listen(0, "127.0.0.1", function () { console.log(this.address().port) })`;
  const server = spawn(process.execPath, ["--import", preload, "-e", echo], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [port] = await once(createInterface(server.stdout), "line");
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`http://127.0.0.1:${port}`, { headers })).text();
    expect(await ask({})).toBe("127.0.0.1");
    expect(await ask({ "x-forwarded-for": "6.6.6.6" })).toBe("6.6.6.6, 127.0.0.1");
  } finally {
    server.kill("SIGKILL");
  }
});
