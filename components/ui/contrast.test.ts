import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

const THEMES = ["light", "dark"] as const;
const STATUSES = ["ok", "info", "progress", "warn", "fail", "unknown", "blocked"];
const PAGES = ["bg", "surface", "surface-2"];
const TEXT_RATIO = 4.5;
const SHAPE_RATIO = 3;

/** Every pair that the components put together: what is read, and what it is read on. */
const TEXT_PAIRS = [
  ...pairs(["fg", "fg-muted", "fg-subtle", "accent-text"], PAGES),
  ...pairs(["fg", "fg-muted"], ["surface-3", "accent-bg"]),
  ...pairs(["accent-text"], ["accent-bg"]),
  ...pairs(["accent-fg"], ["accent", "accent-hover"]),
  ...pairs(["danger-fg"], ["danger", "danger-hover"]),
  ...STATUSES.flatMap((name) => pairs([`status-${name}-fg`, "fg"], [...PAGES, `status-${name}-bg`])),
  ...STATUSES.flatMap((name) => pairs(["fg-muted"], [`status-${name}-bg`])),
];
/** Shapes that carry meaning without a word beside them: borders of fields, focus rings, status marks. */
const SHAPE_PAIRS = [
  ...pairs(["border-strong", "focus", "accent"], PAGES),
  ...pairs(
    [1, 2, 3, 4, 5].map((number) => `series-${number}`),
    PAGES,
  ),
  ...STATUSES.flatMap((name) => pairs([`status-${name}`], [...PAGES, `status-${name}-bg`])),
];

const tokens = readTokens(readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8"));

describe.each(THEMES)("in the %s theme", (theme) => {
  test.each(TEXT_PAIRS)("text %s on %s is readable", (text, ground) => {
    expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(TEXT_RATIO);
  });
  test.each(SHAPE_PAIRS)("shape %s on %s is visible", (shape, ground) => {
    expect(contrast(token(shape, theme), token(ground, theme))).toBeGreaterThanOrEqual(SHAPE_RATIO);
  });
});

test("every opaque colour token is part of a checked pair", () => {
  const checked = new Set([...TEXT_PAIRS, ...SHAPE_PAIRS].flat());
  const decoration = /^(border|overlay|shadow|status-\w+-border)$/;
  expect([...tokens.keys()].filter((name) => !checked.has(name) && !decoration.test(name))).toEqual([]);
});

function pairs(texts: string[], grounds: string[]): [string, string][] {
  return texts.flatMap((text) => grounds.map((ground): [string, string] => [text, ground]));
}

type Oklch = [lightness: number, chroma: number, hueDegrees: number];

function readTokens(css: string): Map<string, Record<(typeof THEMES)[number], Oklch>> {
  const colour = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: \/ [\d.]+)?\)`;
  const black = String.raw`oklch\((0) (0) (0)(?: \/ [\d.]+)?\)`;
  const declaration = new RegExp(
    String.raw`--([\w-]+): light-dark\(\s*(?:${colour}),\s*(?:${colour}|${black})\s*\)`,
    "g",
  );
  return new Map(
    [...css.matchAll(declaration)].map(([, name, ...numbers]) => {
      const [l1, c1, h1, l2, c2, h2] = numbers.filter((number) => number !== undefined).map(Number);
      return [name!, { light: [l1!, c1!, h1!], dark: [l2!, c2!, h2!] }];
    }),
  );
}

function token(name: string, theme: (typeof THEMES)[number]): Oklch {
  const found = tokens.get(name);
  if (!found) throw new Error(`globals.css declares no --${name}.`);
  return found[theme];
}

/** WCAG 2.2 contrast ratio, 1 to 21. */
function contrast(first: Oklch, second: Oklch): number {
  const [low, high] = [luminance(first), luminance(second)].toSorted((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/** Relative luminance over linear sRGB, with Björn Ottosson's matrices (bottosson.github.io/posts/oklab). */
function luminance([lightness, chroma, hueDegrees]: Oklch): number {
  const hue = (hueDegrees * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  const shown = (channel: number) => Math.min(1, Math.max(0, channel));
  return 0.2126 * shown(red) + 0.7152 * shown(green) + 0.0722 * shown(blue);
}
