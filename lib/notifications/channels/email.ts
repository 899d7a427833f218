import "server-only";
import { env, portalUrl } from "@/lib/env";

import type { MessageContent } from "../contract";
import { mailTransport } from "./mail-transport";
import type { Sender, SendResult } from "./sender";
import { wordsOf } from "./words";

export const NO_SMTP =
  "E-mail is not set up: an administrator of this installation has to set SLIPWAY_SMTP_URL and SLIPWAY_MAIL_FROM.";
export const canMail = (): boolean => env().SLIPWAY_SMTP_URL !== undefined;

/** Through the server of SLIPWAY_SMTP_URL. The id of the message is that of the delivery, however often it is sent. */
export const sendMail: Sender = async ({ deliveryId, destination, message }) => {
  const { SLIPWAY_SMTP_URL: url, SLIPWAY_MAIL_FROM: from } = env();
  if (!url || !from) return { ok: false, hope: "later", status: null, error: NO_SMTP };
  const transport = mailTransport(url);
  try {
    await transport.sendMail({
      from,
      to: destination,
      subject: message.title,
      text: mailText(message),
      html: mailHtml(message),
      messageId: `<${deliveryId}@${new URL(portalUrl()).hostname}>`,
      headers: {
        "Auto-Submitted": "auto-generated",
        "Slipway-Delivery": deliveryId,
        "Slipway-Event": message.type,
      },
    });
    return { ok: true, status: null };
  } catch (error) {
    return failureOf(error);
  } finally {
    transport.close();
  }
};

function failureOf(error: unknown): SendResult {
  const status =
    error instanceof Error && "responseCode" in error && typeof error.responseCode === "number"
      ? error.responseCode
      : null;
  const words = error instanceof Error ? error.message : String(error);
  // A code from 500 on says that this message or this address will not be taken.
  return { ok: false, hope: status !== null && status >= 500 ? "hardly" : "later", status, error: words };
}

export function mailText(message: MessageContent): string {
  const { sentence, facts, changes, more, entries, open, rollback } = wordsOf(message);
  const parts = [
    sentence,
    facts.map(({ label, value }) => `${label}: ${value}`).join("\n"),
    [
      ...changes.map((change) => `${change.sha} ${change.subject} (${change.authorName})`),
      ...(more ? [more] : []),
    ].join("\n"),
    entries.map(({ title, url }) => `- ${title}\n  ${url}`).join("\n"),
    [
      `${open.label}: ${open.url}`,
      ...(rollback ? [`${rollback.label} (asks first): ${rollback.url}`] : []),
    ].join("\n"),
    `What you are told is chosen at ${portalUrl()}/settings/notifications`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** Plain markup that every mail program shows; styles stand in it, for most drop a sheet. */
export function mailHtml(message: MessageContent): string {
  const { title, sentence, facts, changes, more, entries, open, rollback } = wordsOf(message);
  const row = ({ label, value }: { label: string; value: string }) =>
    `<tr><td style="padding:2px 16px 2px 0;color:#666">${escaped(label)}</td><td>${escaped(value)}</td></tr>`;
  const commits = [
    ...changes.map(
      ({ sha, subject, authorName }) =>
        `<li><code>${escaped(sha)}</code> ${escaped(subject)} <span style="color:#666">${escaped(authorName)}</span></li>`,
    ),
    ...(more ? [`<li style="color:#666">${escaped(more)}</li>`] : []),
    ...entries.map(({ title: line, url }) => `<li>${link(line, url)}</li>`),
  ];
  return [
    `<div style="font:14px/1.5 system-ui,sans-serif;max-width:36em">`,
    `<h1 style="font-size:18px;margin:0 0 8px">${escaped(title)}</h1>`,
    `<p style="margin:0 0 12px">${escaped(sentence)}</p>`,
    facts.length > 0
      ? `<table style="border-collapse:collapse;margin:0 0 12px">${facts.map(row).join("")}</table>`
      : "",
    commits.length > 0 ? `<ul style="padding-left:18px;margin:0 0 12px">${commits.join("")}</ul>` : "",
    `<p style="margin:0 0 12px">${[open, rollback].flatMap((one) => (one ? [link(one.label, one.url)] : [])).join(" &nbsp; ")}</p>`,
    `<p style="color:#666;font-size:12px">${link("Choose what you are told", `${portalUrl()}/settings/notifications`)}</p>`,
    `</div>`,
  ].join("\n");
}

const link = (words: string, url: string) => `<a href="${escaped(url)}">${escaped(words)}</a>`;

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string) =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
