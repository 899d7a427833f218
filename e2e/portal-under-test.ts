import { randomBytes } from "node:crypto";
import { createServer } from "node:net";

/** A portal that a test drives: where it is and who administers it. */
export type PortalUnderTest = {
  url: string;
  port: number;
  gatewayPort: number;
  otlpPort: number;
  email: string;
  password: string;
  token: string;
};

/**
 * The one portal all journeys share. Chosen once by Playwright's main process, and handed to its workers through the
 * environment, because each of them reads the configuration again.
 */
export async function portalUnderTest(): Promise<PortalUnderTest> {
  process.env.E2E_PORTAL ??= JSON.stringify(await choosePortal());
  return JSON.parse(process.env.E2E_PORTAL);
}

/** A portal on ports that are free now, for `startPortal`. */
export async function choosePortal(): Promise<PortalUnderTest> {
  const port = await freePort();
  return {
    url: `http://localhost:${port}`,
    port,
    gatewayPort: await freePort(),
    otlpPort: await freePort(),
    email: "admin@example.test",
    password: "correct horse battery staple 7",
    token: `slp_${randomBytes(20).toString("hex")}`,
  };
}

function freePort() {
  return new Promise<number>((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? done(address.port) : fail(new Error("no port")),
      );
    });
  });
}
