import { portalUrl } from "@/lib/env";

import type { MessageContent } from "../contract";

/** A message in parts that every channel sets in its own way. */
export type Words = {
  title: string;
  sentence: string;
  facts: { label: string; value: string }[];
  changes: { sha: string; subject: string; authorName: string }[];
  /** "and 7 more" or nothing. */
  more: string | undefined;
  entries: { title: string; url: string }[];
  open: { label: string; url: string };
  /** Leads to a question in the portal; nothing happens by opening it. */
  rollback: { label: string; url: string } | undefined;
};

export const absolute = (path: string): string => `${portalUrl()}${path}`;

export function wordsOf(message: MessageContent): Words {
  const { title, sentence, service, environment, release, actor, reason, changes, moreChanges } = message;
  const facts = [
    { label: "Service", value: service?.name },
    { label: "Environment", value: environment?.name },
    { label: "Release", value: release?.name },
    { label: "By", value: actor },
    { label: "Reason", value: reason },
  ].flatMap(({ label, value }) => (value ? [{ label, value }] : []));
  return {
    title,
    sentence,
    facts,
    changes: changes.map(({ sha, subject, authorName }) => ({ sha: sha.slice(0, 7), subject, authorName })),
    more: moreChanges > 0 ? `and ${moreChanges} more` : undefined,
    entries: message.entries.map((entry) => ({ title: entry.title, url: absolute(entry.path) })),
    open: { label: "Open in Slipway", url: absolute(message.path) },
    // By the name of the place: after a failure it may be another release that serves there.
    rollback:
      message.rollbackPath && environment
        ? { label: `Roll back ${environment.name}…`, url: absolute(message.rollbackPath) }
        : undefined,
  };
}
