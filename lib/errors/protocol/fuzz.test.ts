import * as fc from "fast-check";
import { expect, it } from "vitest";

import { readEnvelope } from "./read-envelope";
import { readStore } from "./read-store";
import { Refused } from "./refused";

const RECEIVED = Date.parse("2026-11-23T19:56:10.000Z");
const TYPES =
  "event transaction span log session sessions check_in client_report user_report feedback attachment trace_metric valueOf __defineGetter__".split(
    " ",
  );
const FIELDS =
  "exception values stacktrace frames timestamp items attributes contexts trace spans breadcrumbs tags request headers user fingerprint aggregates started __proto__".split(
    " ",
  );
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, 0, -1, 1e308, "", "x\u0000\ud800", "2026-11-23T19:56:10Z", 1_795_463_769.7),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...FIELDS), tie("json"), { maxKeys: 6 }),
  ),
}));
const bytes = (text: string) => new TextEncoder().encode(text);

/** Undefined when it was read; throws what is no refusal. */
function refusal(read: () => unknown): number | undefined {
  try {
    read();
  } catch (error) {
    if (error instanceof Refused) return error.status;
    throw error;
  }
  return undefined;
}
const DOCUMENTED = [undefined, 400, 413];

it("no bytes make reading throw anything but a refusal", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
      expect(DOCUMENTED).toContain(refusal(() => readEnvelope(body, RECEIVED)));
      expect(DOCUMENTED).toContain(refusal(() => readStore(body, RECEIVED)));
    }),
    { numRuns: 300 },
  );
});

it("no item of any type does, whatever its fields and its length say", () => {
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), json, fc.option(json), (type, payload, length) => {
      const header = JSON.stringify({ type, length: length ?? undefined });
      expect(DOCUMENTED).toContain(
        refusal(() => readEnvelope(bytes(`{}\n${header}\n${JSON.stringify(payload)}`), RECEIVED)),
      );
      expect(DOCUMENTED).toContain(refusal(() => readStore(bytes(JSON.stringify(payload)), RECEIVED)));
    }),
    { numRuns: 1_000 },
  );
});
