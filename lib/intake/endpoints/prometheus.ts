import { SenderMemory } from "@/lib/telemetry/intake";

import { decodeWrite, type WriteVersion } from "../prometheus/decode-write";
import type { Asked, Endpoint } from "./endpoint";

const memory = new SenderMemory();

const VERSIONS: Record<string, WriteVersion> = {
  "": 1,
  "prometheus.WriteRequest": 1,
  "io.prometheus.write.v2.Request": 2,
};

/** Prometheus' remote_write, 1.0 and 2.0: `POST /api/v1/write` with a block of snappy, answered with 204. */
export const prometheusEndpoint: Endpoint = {
  name: "prometheus remote_write",
  signal: "metrics",
  matches: (path) => path === "/api/v1/write",
  methods: ["POST"],
  isSnappy: true,
  refuses: (asked) =>
    versionOf(asked) && asked.headers["content-encoding"]?.trim().toLowerCase() === "snappy"
      ? undefined
      : {
          status: 415,
          message: "Send application/x-protobuf of remote_write 1.0 or 2.0, packed with snappy.",
        },
  keyOf: ({ headers }) => /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "",
  decode: (asked, body, place) => {
    const { groups, unkept, ...counts } = decodeWrite(body, versionOf(asked) ?? 1, place.keyId, memory);
    return {
      metrics: groups.map(({ release, region, records }) => ({
        place,
        resource: { attributes: {}, release, region },
        metrics: records,
      })),
      drops: (["invalid", "unsupported"] as const).map((reason) => ({
        place,
        signal: "metrics" as const,
        reason,
        items: unkept[reason],
      })),
      counts,
    };
  },
  accepted: (_asked, { counts = { samples: 0, histograms: 0 } }, refused) => ({
    // What was good is kept; the specification wants the sender told about the rest, and that it need not come again.
    status: refused === 0 ? 204 : 400,
    headers: {
      ...(refused > 0 && { "content-type": "text/plain; charset=utf-8" }),
      "x-prometheus-remote-write-samples-written": String(Math.max(0, counts.samples - refused)),
      "x-prometheus-remote-write-histograms-written": String(counts.histograms),
      "x-prometheus-remote-write-exemplars-written": "0",
    },
    body:
      refused === 0
        ? ""
        : `${refused} points were not kept: they are too old, in the future, cannot be counted, or are of more series than one source may have.`,
  }),
  refused: (_asked, { status, message, retryAfterSeconds }) => ({
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
    },
    body: message,
  }),
};

/** Undefined for a message that is neither. */
function versionOf({ headers }: Pick<Asked, "headers">): WriteVersion | undefined {
  const [type = "", ...parameters] = (headers["content-type"] ?? "").split(";").map((part) => part.trim());
  if (type.toLowerCase() !== "application/x-protobuf") return undefined;
  const proto = parameters.find((part) => part.startsWith("proto="))?.slice("proto=".length) ?? "";
  return VERSIONS[proto];
}
