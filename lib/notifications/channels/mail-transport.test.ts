import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { describe, expect, it } from "vitest";

import { mailTransport } from "./mail-transport";

const letter = { from: "slipway@example.com", to: "ada@example.com", subject: "Hello", text: "Hello." };

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

async function listening(server: Server): Promise<Server> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

/** Says that it is still there, until it is hung up on. */
function drip(socket: Socket): Promise<void> {
  socket.resume().on("error", () => {});
  const timer = setInterval(() => socket.write("220-still here\r\n"), 20);
  return new Promise<void>((resolve) => socket.on("close", () => resolve())).then(() => clearInterval(timer));
}

describe("the mail server", () => {
  it("has one deadline for all of it, however often it says that it is still there, and is hung up on", async () => {
    let hungUp: Promise<void> | undefined;
    const server = await listening(createServer((socket) => (hungUp = drip(socket))));
    const sent = mailTransport(`smtp://127.0.0.1:${portOf(server)}`, 300).sendMail(letter);
    await expect(sent).rejects.toThrow("The mail server took more than 0.3 s in all.");
    await hungUp;
    server.close();
  });

  it.each<[string, string, SMTPServerOptions]>([
    ["TLS from the beginning", "smtps", { secure: true }],
    ["STARTTLS", "smtp", {}],
  ])("is talked to over %s, and a name and a password are given to it", async (_, protocol, options) => {
    const given: unknown[] = [];
    const server = new SMTPServer({
      ...options,
      onAuth: ({ username, password }, { secure }, done) => {
        given.push([username, password, secure]);
        done(null, { user: username });
      },
      onData: (stream, _session, done) => void stream.resume().on("end", () => done()),
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    const address = `${protocol}://ada:s%40fe@127.0.0.1:${portOf(server.server)}?tls.rejectUnauthorized=false`;
    const { accepted } = await mailTransport(address).sendMail(letter);
    expect(accepted).toEqual(["ada@example.com"]);
    expect(given).toEqual([["ada", "s@fe", true]]);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it("that refuses the connection is told of in its own words", async () => {
    const server = await listening(createServer());
    const port = portOf(server);
    server.close();
    await expect(mailTransport(`smtp://127.0.0.1:${port}`).sendMail(letter)).rejects.toThrow("ECONNREFUSED");
  });
});
