import type { Message } from "../otlp/messages";

/*
 * The messages of Prometheus' remote_write, prompb.WriteRequest (1.0) and io.prometheus.write.v2.Request, as tables for
 * the reader of protobuf. Values are read as their 64 bits, because one NaN says that a series has ended and others do not.
 */

const spans = [{ offset: [1, "zigzag"], length: [2, "varint"] }, "list"] as const;

export const HISTOGRAM = {
  countInt: [1, "varint"],
  countFloat: [2, "double"],
  sum: [3, "fixed64"],
  schema: [4, "zigzag"],
  zeroCountInt: [6, "varint"],
  negativeDeltas: [9, "varints"],
  positiveSpans: [11, ...spans],
  positiveDeltas: [12, "varints"],
  resetHint: [14, "varint"],
  timestamp: [15, "varint"],
  customValues: [16, "doubles"],
  startTimestamp: [17, "varint"],
} as const satisfies Message;

export const WRITE = {
  timeseries: [
    1,
    {
      labels: [1, { name: [1, "text"], value: [2, "text"] }, "list"],
      samples: [2, { value: [1, "fixed64"], timestamp: [2, "varint"] }, "list"],
      histograms: [4, HISTOGRAM, "list"],
    },
    "list",
  ],
  metadata: [3, { type: [1, "varint"], familyName: [2, "text"], unit: [5, "text"] }, "list"],
} as const satisfies Message;

export const WRITE_2 = {
  symbols: [4, "texts"],
  timeseries: [
    5,
    {
      labelsRefs: [1, "varints"],
      samples: [
        2,
        { value: [1, "fixed64"], timestamp: [2, "varint"], startTimestamp: [3, "varint"] },
        "list",
      ],
      histograms: [3, HISTOGRAM, "list"],
      metadata: [5, { type: [1, "varint"], unitRef: [4, "varint"] }, "one"],
      /** Of the first drafts, which said it once for all samples. */
      createdTimestamp: [6, "varint"],
    },
    "list",
  ],
} as const satisfies Message;
