import { createLoader, parseAsNumberLiteral, parseAsString } from "nuqs/server";

export const DORA_DAYS = [30, 90, 365] as const;

/** What delivery performance looks at, as it stands in the URL. */
export const doraSearch = {
  days: parseAsNumberLiteral(DORA_DAYS).withDefault(90),
  service: parseAsString,
  team: parseAsString,
};
export const loadDoraSearch = createLoader(doraSearch);
