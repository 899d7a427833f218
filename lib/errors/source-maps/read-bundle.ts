import { DomainError } from "@/lib/core/errors";

import { hexOf, parseJson, recordOf } from "../protocol/lenient";
import { MOST_BUNDLED_MAPS, MOST_MAP_BYTES, MOST_UNPACKED_BYTES } from "./limits";
import { readZip, type ZipEntry } from "./read-zip";

export type BundledMap = { debugId: string; body: Buffer };

const MOST_MANIFEST_BYTES = 8 * 1_024 * 1_024;

const MOST = { maps: MOST_BUNDLED_MAPS, bytes: MOST_UNPACKED_BYTES };

/**
 * The source maps of an artifact bundle, one after the other: a ZIP with `manifest.json`, whose `files` say type and debug
 * id of each. Maps without a debug id, and all that is no map, stay where they are. Throws `invalid`.
 */
export function* readBundle(bundle: Buffer, most = MOST): Generator<BundledMap> {
  let [count, sizeBytes] = [0, 0];
  try {
    const entries = readZip(bundle);
    const manifest = entries.get("manifest.json")?.read(MOST_MANIFEST_BYTES).toString("utf8");
    for (const [path, file] of Object.entries(recordOf(recordOf(parseJson(manifest ?? ""))["files"]))) {
      const map = mapOf(entries.get(path), recordOf(file));
      if (!map) continue;
      count += 1;
      sizeBytes += map.body.length;
      if (count > most.maps || sizeBytes > most.bytes)
        throw new DomainError(
          "invalid",
          `A bundle may hold ${most.maps.toLocaleString("en")} source maps, of ${most.bytes / 1_048_576} MB together. Upload it in parts.`,
        );
      yield map;
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("invalid", "This is no artifact bundle.", { cause: error });
  }
}

function mapOf(entry: ZipEntry | undefined, file: Record<string, unknown>): BundledMap | undefined {
  if (!entry || file["type"] !== "source_map") return undefined;
  const headers = Object.entries(recordOf(file["headers"]));
  const debugId = hexOf(headers.find(([name]) => name.toLowerCase() === "debug-id")?.[1], 32);
  if (debugId === null) return undefined;
  // One that is too large is kept as an empty one: frames then say why they are not resolved.
  return { debugId, body: entry.sizeBytes > MOST_MAP_BYTES ? Buffer.alloc(0) : entry.read(MOST_MAP_BYTES) };
}
