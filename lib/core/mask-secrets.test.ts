import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createSecretMask } from "./mask-secrets";

const masked = (secrets: string[], text: string) => {
  const mask = createSecretMask();
  mask.hide(secrets);
  return mask.mask(text);
};

describe("a mask over secrets", () => {
  it.each([
    ["a value anywhere in a line", ["hunter2!"], "token=hunter2! again hunter2!", "token=••• again •••"],
    ["characters that mean something in patterns", ["a.*+?$(b"], "is a.*+?$(b", "is •••"],
    ["a longer secret before one that it contains", ["secret", "secret-word"], "secret-word", "•••"],
    ["each line of a key", ["-----BEGIN-----\nMIIabcdef\n"], "got MIIabcdef", "got •••"],
    ["the form in JSON", ['say "hi" now'], String.raw`{"x":"say \"hi\" now"}`, '{"x":"•••"}'],
    ["the form in an address", ["p@ss/word"], "?key=p%40ss%2Fword&", "?key=•••&"],
    ["base64", ["hunter2!"], "Basic aHVudGVyMiE=", "Basic •••"],
    ["base64 behind a name", ["hunter2!"], `Basic ${btoa("ada:hunter2!")}`, "Basic YWRhOm•••"],
    [
      "the password of an address",
      ["postgres://ada:tide-tables@db/x"],
      "password tide-tables",
      "password •••",
    ],
    ["that password decoded", ["postgres://ada:tide%2Ftables@db/x"], "for tide/tables", "for •••"],
    ["nothing that is shorter than six", ["true", "3000"], "true on 3000", "true on 3000"],
    ["nothing without secrets", [], "as it is", "as it is"],
  ])("hides %s", (_, secrets, text, result) => {
    expect(masked(secrets, text)).toBe(result);
  });

  it("lets no secret through, whatever it is and wherever it stands", () => {
    const secret = fc.string({ minLength: 8, unit: "grapheme" }).filter((text) => !text.includes("•"));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        expect(masked([value], `${before}${value}${after}`)).not.toContain(value);
      }),
    );
  });

  it("goes on hiding what it was told before", () => {
    const mask = createSecretMask();
    mask.hide(["first-one"]);
    mask.hide(["second-one"]);
    expect(mask.mask("first-one second-one")).toBe("••• •••");
  });
});
