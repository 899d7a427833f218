import { createServer, type Server } from "node:http";

import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";

import { networkOf, type Network } from "@/lib/env";

import { OutgoingFailed, OutgoingRefused, refuseOutgoing, sendOutgoing, type Resolver } from "./outgoing";
import { refusalOf, type OutgoingRules } from "./outgoing-rules";

const networks = (...list: string[]) =>
  list.map(networkOf).filter((one): one is Network => one !== undefined);
const STRICT: OutgoingRules = { allow: [], deny: [] };
const LOOPBACK: OutgoingRules = { allow: networks("127.0.0.1"), deny: [] };
const leadsTo =
  (...addresses: string[]): Resolver =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

describe("refusalOf", () => {
  test.each([
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "168.63.129.16",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "5f00::1",
    "not an address",
    "",
  ])("%s is not sent to", (address) => {
    expect(refusalOf(address, STRICT)).toEqual(expect.any(String));
  });

  test.each([
    "8.8.8.8",
    "93.184.215.14",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "2606:4700::1111",
  ])("%s is sent to", (address) => {
    expect(refusalOf(address, STRICT)).toBeUndefined();
  });

  it("lets the administrator allow a private network, and deny a public one, which goes first", () => {
    const rules = {
      allow: networks("10.1.0.0/16", "fd12::/48"),
      deny: networks("10.1.2.0/24", "8.8.8.0/24"),
    };
    expect(refusalOf("10.1.9.9", rules)).toBeUndefined();
    expect(refusalOf("fd12::5", rules)).toBeUndefined();
    expect(refusalOf("10.1.2.3", rules)).toContain("SLIPWAY_OUTGOING_DENY");
    expect(refusalOf("8.8.8.8", rules)).toContain("SLIPWAY_OUTGOING_DENY");
    expect(refusalOf("10.2.0.1", rules)).toContain("private");
    // What is allowed for IPv4 is not for its disguise.
    expect(refusalOf("::ffff:10.1.9.9", rules)).toEqual(expect.any(String));
  });

  it("refuses every private address in whatever way it is put into an IPv6 address", () => {
    const privateIpv4 = fc
      .tuple(fc.constantFrom(10, 127), fc.nat(255), fc.nat(255), fc.nat(255))
      .map((parts) => parts.join("."));
    fc.assert(
      fc.property(
        privateIpv4,
        fc.constantFrom("::", "::ffff:", "64:ff9b::", "64:ff9b:1::"),
        (ipv4, prefix) => {
          expect(refusalOf(ipv4, STRICT)).toBeDefined();
          expect(refusalOf(`${prefix}${ipv4}`, STRICT)).toBeDefined();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("sendOutgoing", () => {
  let server: Server;
  let port: number;
  let asked: { url: string; host: string | undefined; body: string }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        asked.push({ url: request.url ?? "", host: request.headers.host, body });
        if (request.url === "/redirect") {
          response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
        } else if (request.url === "/endless") {
          const timer = setInterval(() => response.write("x".repeat(4_096)), 1);
          response.on("close", () => clearInterval(timer));
        } else if (request.url !== "/silent") {
          response.end("fine");
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    port = typeof address === "object" ? (address?.port ?? 0) : 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const post = (url: string, ways: Parameters<typeof sendOutgoing>[2] = {}) => {
    asked = [];
    return sendOutgoing(url, { headers: {}, body: "{}" }, { rules: STRICT, timeoutMs: 3_000, ...ways });
  };

  // Every spelling of this machine that a URL takes.
  test.each([
    "http://127.0.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://127.1:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://localhost:PORT/",
    "http://0:PORT/",
    "http://127.0.0.1.:PORT/",
    "http://①②⑦.0.0.1:PORT/",
  ])("%s is refused, and nothing arrives there", async (url) => {
    await expect(post(url.replace("PORT", String(port)))).rejects.toThrow(OutgoingRefused);
    expect(asked).toEqual([]);
  });

  test.each(["ftp://example.com/", "file:///etc/passwd", "http://user:password@example.com/", "nonsense"])(
    "%s is refused",
    async (url) => {
      await expect(post(url)).rejects.toThrow(OutgoingRefused);
    },
  );

  it("refuses a name that has one private address among its public ones", async () => {
    const resolve = leadsTo("93.184.215.14", "10.0.0.7");
    await expect(post("http://hooks.example.com/", { resolve })).rejects.toThrow(
      "hooks.example.com leads to 10.0.0.7, which is in a private network; nothing is sent there.",
    );
  });

  it("connects to the address that was checked, whatever the name says by then", async () => {
    let lookups = 0;
    const rebinding: Resolver = async () => {
      lookups += 1;
      return [{ address: lookups === 1 ? "127.0.0.1" : "127.0.0.2", family: 4 }];
    };
    const answer = await post(`http://rebinds.example.com:${port}/`, { resolve: rebinding, rules: LOOPBACK });
    expect(answer).toMatchObject({ status: 200, text: "fine" });
    expect(lookups).toBe(1);
    expect(asked).toEqual([{ url: "/", host: `rebinds.example.com:${port}`, body: "{}" }]);
  });

  it("tells of a redirect and does not follow it", async () => {
    const answer = await post(`http://127.0.0.1:${port}/redirect`, { rules: LOOPBACK });
    expect(answer.status).toBe(302);
    expect(asked.map(({ url }) => url)).toEqual(["/redirect"]);
  });

  it("reads only the beginning of an endless answer, and waits no longer than it said", async () => {
    const { text } = await post(`http://127.0.0.1:${port}/endless`, { rules: LOOPBACK });
    expect(text).toHaveLength(8_192);
    await expect(post(`http://127.0.0.1:${port}/silent`, { rules: LOOPBACK, timeoutMs: 50 })).rejects.toThrow(
      "There was no answer in time.",
    );
    const never: Resolver = () => new Promise(() => {});
    await expect(post("http://slow.example.com/", { resolve: never, timeoutMs: 20 })).rejects.toThrow(
      OutgoingFailed,
    );
  });

  it("says why a connection failed", async () => {
    await expect(post("http://127.0.0.1:1/", { rules: LOOPBACK })).rejects.toThrow(
      "The connection was refused.",
    );
  });

  it("takes a name that does not resolve yet, and refuses one that leads inside", async () => {
    const nowhere: Resolver = async () => [];
    await expect(
      refuseOutgoing("https://later.example.com/", { rules: STRICT, resolve: nowhere }),
    ).resolves.toBe(undefined);
    await expect(
      refuseOutgoing("https://inside.example.com/", { rules: STRICT, resolve: leadsTo("192.168.0.9") }),
    ).rejects.toThrow(OutgoingRefused);
  });
});
