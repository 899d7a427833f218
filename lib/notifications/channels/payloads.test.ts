import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";
import { z } from "zod";

import type { MessageContent } from "../contract";
import { mailHtml, mailText } from "./email";
import type { Parcel } from "./sender";
import { signatureOf } from "./signature";
import { slackPayload } from "./slack";
import { teamsPayload } from "./teams";
import { webhookBody } from "./webhook";

process.env.DATABASE_URL = "postgres://nowhere";
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.SLIPWAY_URL = "https://slipway.example.com";

const message: MessageContent = {
  type: "deployment.succeeded",
  tone: "ok",
  title: "shop #12 is live in production",
  sentence: "Traffic moved at 12:00 <!channel> & all.",
  at: "2026-11-27T12:00:00.000Z",
  service: { id: "svc_1", name: "shop" },
  environment: { id: "env_1", name: "production" },
  release: { id: "rel_1", name: "#12" },
  actor: "Ada",
  reason: "the *sale* begins",
  changes: [
    { sha: "0123456789abcdef", subject: "Add [a link](https://evil.example)", authorName: "Bob <b>" },
  ],
  moreChanges: 7,
  path: "/deployments/dep_1",
  rollbackPath: "/services/shop?rollback=production",
  entries: [],
};

describe("every channel tells who, why, what changed, where to look and how to go back", () => {
  const parcel: Parcel = {
    deliveryId: "dlv_1",
    kind: "deployment_succeeded",
    message,
    destination: "",
    address: undefined,
  };
  it.each([
    ["e-mail as text", mailText(message)],
    ["e-mail as HTML", mailHtml(message)],
    ["Slack", JSON.stringify(slackPayload(message).blocks)],
    ["what knows no blocks of Slack", slackPayload(message).text],
    ["Teams", JSON.stringify(teamsPayload(message))],
    ["webhook", webhookBody(parcel)],
  ])("%s", (_, text) => {
    for (const part of ["Ada", "shop", "production", "#12", "0123456", "Add"]) expect(text).toContain(part);
    expect(text).toContain("https://slipway.example.com/deployments/dep_1");
    expect(text).toContain("https://slipway.example.com/services/shop?rollback=production");
    expect(text).toMatch(/and 7 more|"moreChanges":7/);
  });
});

it("lets no commit call a channel, disguise a link or bring markup", () => {
  const slack = JSON.stringify(slackPayload(message));
  expect(slack).not.toContain("<!channel>");
  expect(slack).toContain("&lt;!channel&gt; &amp; all.");
  expect(JSON.stringify(teamsPayload(message))).toContain(
    String.raw`Add \\[a link\\]\\(https://evil.example\\)`,
  );
  expect(mailHtml(message)).toContain("Bob &lt;b&gt;");
});

it("keeps within what Slack takes", () => {
  const long = { ...message, title: "t".repeat(400), sentence: "s".repeat(9_000), reason: "r".repeat(9_000) };
  const { blocks, text } = slackPayload(long);
  expect(text.length).toBeLessThanOrEqual(3_000);
  for (const block of blocks) expect(JSON.stringify(block).length).toBeLessThan(20_500);
  expect(JSON.stringify(blocks[0])).toContain("…");
});

it("signs so that somebody who only knows the documentation can verify it, with either secret", () => {
  const at = new Date("2026-11-27T12:00:00.900Z");
  const header = signatureOf('{"a":1}', ["slwh_new", "slwh_old"], at);
  const fields = header.split(",").map((part) => part.split("="));
  const [seconds] = fields.filter(([name]) => name === "t").map(([, value]) => value);
  const signatures = fields.filter(([name]) => name === "v1").map(([, value]) => value);
  expect(seconds).toBe("1795780800");
  for (const secret of ["slwh_new", "slwh_old"]) {
    expect(signatures).toContain(createHmac("sha256", secret).update(`${seconds}.{"a":1}`).digest("hex"));
  }
  expect(signatures).not.toContain(
    createHmac("sha256", "slwh_other").update(`${seconds}.{"a":1}`).digest("hex"),
  );
});

it("is verified by the example that the documentation gives, which refuses what is old, changed or signed by others", async () => {
  const page = await readFile("docs/notifications.md", "utf8");
  const [, example = ""] = /```js\n(.*?)```/s.exec(page) ?? [];
  const documented: unknown = await import(`data:text/javascript,${encodeURIComponent(example)}`);
  const { isFromSlipway } = Documented.parse(documented);
  const at = new Date("2026-11-27T12:00:00Z");
  const header = signatureOf("{}", ["slwh_new", "slwh_old"], at);
  const seconds = at.getTime() / 1_000;
  expect(isFromSlipway("{}", header, "slwh_new", seconds + 299)).toBe(true);
  expect(isFromSlipway("{}", header, "slwh_old", seconds - 299)).toBe(true);
  expect(isFromSlipway("{}", header, "slwh_new", seconds + 301)).toBe(false);
  expect(isFromSlipway("{ }", header, "slwh_new", seconds)).toBe(false);
  expect(isFromSlipway("{}", header, "slwh_other", seconds)).toBe(false);
  expect(isFromSlipway("{}", "t=now,v1=00", "slwh_new", seconds)).toBe(false);
});

const Documented = z.object({
  isFromSlipway: z.custom<(body: string, header: string, secret: string, nowSeconds: number) => boolean>(
    (value) => typeof value === "function",
  ),
});
