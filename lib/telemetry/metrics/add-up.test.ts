import * as fc from "fast-check";
import { expect, it } from "vitest";

import { mergeHistograms } from "../contract";
import { addUp } from "./add-up";

it("histograms that PostgreSQL wrote one behind the other are what merging them is", () => {
  const count = fc.oneof(fc.nat(20), fc.integer({ min: 0, max: 2 ** 49 }));
  const histogram = fc.record({
    scale: fc.constant(3),
    offset: fc.integer({ min: -160, max: 140 }),
    buckets: fc.array(count, { minLength: 1, maxLength: 40 }),
  });
  fc.assert(
    fc.property(fc.array(histogram, { maxLength: 8 }), (histograms) => {
      const text = histograms.map(({ offset, buckets }) => `${offset}{${buckets.join(",")}}`).join("");
      expect({ scale: 3, ...addUp(text) }).toEqual(mergeHistograms(histograms));
    }),
  );
});
