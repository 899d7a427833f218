import "server-only";
import type { MessageContent } from "../contract";
import { postJson } from "./post-json";
import type { Sender } from "./sender";
import { wordsOf } from "./words";

/** Limits of Slack's blocks, in characters. */
const HEADER = 150;
const TEXT = 2_900;
const MOST_FIELDS = 10;

/** Incoming webhooks of Slack, Mattermost, Rocket.Chat and others that take the same. */
export const sendToSlack: Sender = (parcel) => postJson(parcel, JSON.stringify(slackPayload(parcel.message)));

/** Blocks, and a text for notifications and for those that know no blocks, which therefore says the same. */
export function slackPayload(message: MessageContent) {
  const { title, sentence, facts, changes, more, entries, open, rollback } = wordsOf(message);
  const lines = [
    ...changes.map(
      ({ sha, subject, authorName }) => `\`${sha}\` ${escaped(subject)} · ${escaped(authorName)}`,
    ),
    ...(more ? [more] : []),
    ...entries.map((entry) => `• <${entry.url}|${escaped(entry.title)}>`),
  ];
  const told = [
    `${escaped(title)}: ${escaped(sentence)}`,
    ...facts.map(({ label, value }) => `${label}: ${escaped(value)}`),
    [open, ...(rollback ? [rollback] : [])].map(({ label, url }) => `<${url}|${label}>`).join(" · "),
    ...lines,
  ];
  return {
    text: cut(told.join("\n"), TEXT),
    blocks: [
      { type: "header", text: { type: "plain_text", text: cut(title, HEADER), emoji: false } },
      section(escaped(sentence)),
      ...(facts.length > 0
        ? [
            {
              type: "section",
              fields: facts.slice(0, MOST_FIELDS).map(({ label, value }) => ({
                type: "mrkdwn",
                text: cut(`*${label}*\n${escaped(value)}`, 1_900),
              })),
            },
          ]
        : []),
      ...(lines.length > 0 ? [section(lines.join("\n"))] : []),
      {
        type: "actions",
        elements: [
          button(open.label, open.url),
          ...(rollback ? [{ ...button(rollback.label, rollback.url), style: "danger" }] : []),
        ],
      },
    ],
  };
}

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text: cut(text, TEXT) } });
const button = (label: string, url: string) => ({
  type: "button",
  text: { type: "plain_text", text: label },
  url,
});

/** The three characters that mean something to Slack; a commit could otherwise call everybody or disguise a link. */
const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const cut = (text: string, longest: number) =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
