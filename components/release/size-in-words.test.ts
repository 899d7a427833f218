import { expect, test } from "vitest";

import { sizeInWords } from "./size-in-words";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.0 kB"],
  [9_960, "10 kB"],
  [999_499, "999 kB"],
  [999_600, "1.0 MB"],
  [4_210_000, "4.2 MB"],
  [1_250_000_000, "1.3 GB"],
  [5_000_000_000_000_000, "5000 TB"],
])("%d bytes are %s", (sizeBytes, words) => {
  expect(sizeInWords(sizeBytes)).toBe(words);
});
