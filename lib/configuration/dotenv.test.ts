import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dotenvLine, parseDotenv } from "./dotenv";

const valueOf = (text: string) => {
  const { lines, problems } = parseDotenv(text);
  expect(problems).toEqual([]);
  return lines[0]?.value;
};

describe("a value of a .env file", () => {
  it.each([
    ["bare", "KEY=value", "value"],
    ["with spaces around it", "  KEY =  value  ", "value"],
    ["with export in front", "export KEY=value", "value"],
    ["with = in it", "KEY=a=b=c", "a=b=c"],
    ["with a # in it", "KEY=pass#word", "pass#word"],
    ["with a comment behind it", "KEY=value # why", "value"],
    ["in single quotes, as it is", String.raw`KEY='a\nb # $HOME'`, String.raw`a\nb # $HOME`],
    ["in double quotes, with escapes", String.raw`KEY="a\nb\t\"c\" \\ \$d"`, 'a\nb\t"c" \\ $d'],
    ["in double quotes, with another backslash", String.raw`KEY="C:\windows"`, String.raw`C:\windows`],
    ["in backticks", 'KEY=`it\'s "so"`', `it's "so"`],
    ["in quotes, with a comment behind them", "KEY='value' # why", "value"],
    [
      "over several lines",
      'KEY="-----BEGIN-----\nabc\n-----END-----"',
      "-----BEGIN-----\nabc\n-----END-----",
    ],
    ["over several lines in single quotes", "KEY='a\nb'", "a\nb"],
    ["with the line ends of Windows", 'KEY="a\r\nb"\r\n', "a\nb"],
    ["behind a byte order mark", "\uFEFFKEY=value", "value"],
    ["empty on purpose", 'KEY=""', ""],
    ["not there at all", "KEY=", undefined],
    ["not there before a comment", "KEY= # later", undefined],
    ["that looks like a reference, as text", "KEY=${OTHER}", "${OTHER}"],
  ])("%s", (_, text, value) => {
    expect(valueOf(text)).toBe(value);
  });

  it("keeps its line, behind values of several lines", () => {
    expect(parseDotenv("# first\nA=1\n\nB='x\ny'\nC=3").lines).toEqual([
      { key: "A", value: "1", line: 2 },
      { key: "B", value: "x\ny", line: 4 },
      { key: "C", value: "3", line: 6 },
    ]);
  });

  it("comes back from an export as it was, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (value, other) => {
        const { lines, problems } = parseDotenv(
          `${dotenvLine("KEY", value)}\n${dotenvLine("OTHER", other)}\n`,
        );
        expect(problems).toEqual([]);
        expect(lines.map((one) => one.value)).toEqual([value, other]);
      }),
    );
  });
});

describe("a problem of a .env file", () => {
  it.each([
    ["no assignment", "A=1\njust words\nB=2", 2, /There is no = in it/],
    ["no name", "A=1\n\n1ST=x", 3, /is no name/],
    ["no name at all", "=x", 1, /is no name/],
    ["two words for a name", "export A B=x", 1, /is no name/],
    ["a quote that stays open", "A=1\nB='x\nC=3", 2, /B: The quote ' is never closed/],
    ["something behind the quotes", "A='x' y", 1, /Only a comment may follow the closing '/],
    ["a key twice", "A=1\nB=2\nA=3", 3, /A is in line 1 already/],
  ])("names its line: %s", (_, text, line, message) => {
    const { problems } = parseDotenv(text);
    expect(problems).toEqual([{ line, message: expect.stringMatching(message) }]);
  });

  it("does not hide the lines behind it", () => {
    expect(parseDotenv("A='x\nB=2\nC=3").lines.map(({ key }) => key)).toEqual(["B", "C"]);
  });

  it("never repeats a value", () => {
    const secrets = parseDotenv("A='hunter2\nhunter2\nB='hunter2' hunter2").problems;
    expect(JSON.stringify(secrets)).not.toContain("hunter2");
  });
});

it.each([
  ["blanks", `A${" ".repeat(500_000)}`],
  ["blanks in a value", `A=x${" ".repeat(500_000)}y`],
  ["many quoted values", Array.from({ length: 20_000 }, (_, index) => `K${index}="v ${index}"`).join("\n")],
])("takes no longer than a file of its size may, with %s", (_, text) => {
  const begun = Date.now();
  parseDotenv(text);
  expect(Date.now() - begun).toBeLessThan(1_000);
});
