import { describe, expect, it } from "vitest";

import { markerLabels } from "./lines";
import { valueTicks } from "./value-ticks";

describe("markers of a chart", () => {
  const at = (minute: number) => new Date(minute * 60_000).toISOString();
  const labels = (markers: [minute: number, label: string][], widthPx: number) =>
    markerLabels(
      markers.map(([minute, label]) => ({ at: at(minute), label })),
      [0, 100 * 60_000],
      widthPx,
    );

  it("that are close share a label, over the last of them", () => {
    const all = labels(
      [
        [50, "#5"],
        [30, "#3"],
        [32, "#4"],
        [90, "#6"],
      ],
      400,
    );
    expect(all.map(({ text }) => text)).toEqual(["#3, #4", "#5", "#6"]);
    expect(all[0]?.middle).toBeCloseTo(0.32);
    const dense = labels(
      [1, 2, 3, 4].map((minute) => [minute, `#${minute}`]),
      300,
    );
    expect(dense).toMatchObject([{ text: "#1 … #4" }]);
    const back = labels(
      [
        [30, "#2"],
        [31, "#3"],
        [32, "#2"],
      ],
      300,
    );
    expect(back).toMatchObject([{ text: "#3, #2" }]);
  });

  it.each([180, 300, 1_200])(
    "have labels of which none lies on another or is cut off, at %d px",
    (widthPx) => {
      const all = labels(
        [0, 3, 4, 11, 26, 27, 29, 60, 97, 100].map((minute, index) => [minute, `ink #${index + 1}`]),
        widthPx,
      );
      const edges = all.map(({ text, middle }) => {
        const halfPx = (text.length * 6.6) / 2;
        return [middle * widthPx - halfPx, middle * widthPx + halfPx] as const;
      });
      const gaps = edges.slice(1).map(([left], index) => left - (edges[index]?.[1] ?? 0));
      expect(Math.min(8, ...gaps)).toBe(8);
      expect(edges[0]?.[0]).toBeGreaterThanOrEqual(-0.01);
      expect(edges.at(-1)?.[1]).toBeLessThanOrEqual(widthPx + 12.01);
    },
  );
});

describe("the axis of values", () => {
  it("is divided at round numbers and ends above the greatest value", () => {
    expect(valueTicks(0.0167)).toEqual([0, 0.005, 0.01, 0.015, 0.02]);
    expect(valueTicks(132)).toEqual([0, 50, 100, 150]);
    expect(valueTicks(750)).toEqual([0, 200, 400, 600, 800]);
    expect(valueTicks(0.3)).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it("has no fractions of what is counted in whole numbers", () => {
    expect(valueTicks(1, 1)).toEqual([0, 1]);
    expect(valueTicks(2, 1)).toEqual([0, 1, 2]);
  });
});
