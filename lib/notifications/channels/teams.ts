import "server-only";
import type { MessageContent, MessageTone } from "../contract";
import { postJson } from "./post-json";
import type { Sender } from "./sender";
import { wordsOf } from "./words";

const COLOURS: Record<MessageTone, string> = {
  ok: "good",
  info: "default",
  warn: "warning",
  fail: "attention",
};

/** The webhook of a Teams workflow ("Post to a channel when a webhook request is received"). */
export const sendToTeams: Sender = (parcel) => postJson(parcel, JSON.stringify(teamsPayload(parcel.message)));

/** One Adaptive Card, version 1.4, in the envelope that workflows expect. */
export function teamsPayload(message: MessageContent) {
  const { title, sentence, facts, changes, more, entries, open, rollback } = wordsOf(message);
  const lines = [
    ...changes.map(({ sha, subject, authorName }) => `${sha} ${escaped(subject)} · ${escaped(authorName)}`),
    ...(more ? [more] : []),
    ...entries.map((entry) => `[${escaped(entry.title)}](${entry.url})`),
  ];
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          fallbackText: `${title}: ${sentence}`,
          body: [
            { ...text(escaped(title)), size: "medium", weight: "bolder", color: COLOURS[message.tone] },
            text(escaped(sentence)),
            ...(facts.length > 0
              ? [
                  {
                    type: "FactSet",
                    facts: facts.map(({ label, value }) => ({ title: label, value: escaped(value) })),
                  },
                ]
              : []),
            ...lines.map((line) => ({ ...text(line), spacing: "small", isSubtle: entries.length === 0 })),
          ],
          actions: [open, ...(rollback ? [rollback] : [])].map(({ label, url }) => ({
            type: "Action.OpenUrl",
            title: label,
            url,
          })),
        },
      },
    ],
  };
}

const text = (words: string) => ({ type: "TextBlock", text: words, wrap: true });

/** Cards know a little Markdown, and a commit must not make links of its own. */
const escaped = (words: string) => words.replaceAll(/[\\`*_[\]()~]/g, String.raw`\$&`);
