import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";

import { NOTIFICATION_KINDS } from "@/db/enums";
import type { InboxFilter } from "@/lib/notifications/query-options";

/** The filters of the inbox, as they stand in the URL. */
const inboxSearch = {
  state: parseAsStringLiteral(["unread"] as const),
  kind: parseAsStringLiteral(NOTIFICATION_KINDS),
  text: parseAsString,
};
export const loadInboxSearch = createLoader(inboxSearch);

/** What the query takes: without what is not set, so that the browser asks with the same key. */
export function filterOf({ state, kind, text }: inferParserType<typeof inboxSearch>): InboxFilter {
  const words = text?.trim().slice(0, 100);
  return { ...(state && { state }), ...(kind && { kind }), ...(words && { text: words }) };
}
