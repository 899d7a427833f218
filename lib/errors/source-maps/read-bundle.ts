import { DomainError } from "@/lib/core/errors";

import { hexOf, parseJson, recordOf } from "../protocol/lenient";
import { MOST_MAP_BYTES } from "./limits";
import { readZip, type ZipEntry } from "./read-zip";

export type BundledMap = { debugId: string; body: Buffer };

const MOST_MANIFEST_BYTES = 8 * 1_024 * 1_024;

/**
 * The source maps of an artifact bundle: a ZIP with `manifest.json`, whose `files` say type and debug id of each. Maps
 * without a debug id, and all that is no map, stay where they are. Throws `invalid`.
 */
export function readBundle(bundle: Buffer): BundledMap[] {
  try {
    const entries = readZip(bundle);
    const manifest = entries.get("manifest.json")?.read(MOST_MANIFEST_BYTES).toString("utf8");
    const files = Object.entries(recordOf(recordOf(parseJson(manifest ?? ""))["files"]));
    return files.flatMap(([path, file]) => mapOf(entries.get(path), recordOf(file)));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("invalid", "This is no artifact bundle.", { cause: error });
  }
}

function mapOf(entry: ZipEntry | undefined, file: Record<string, unknown>): BundledMap[] {
  if (!entry || file["type"] !== "source_map") return [];
  const headers = Object.entries(recordOf(file["headers"]));
  const debugId = hexOf(headers.find(([name]) => name.toLowerCase() === "debug-id")?.[1], 32);
  if (debugId === null) return [];
  // One that is too large is kept as an empty one: frames then say why they are not resolved.
  return [{ debugId, body: entry.sizeBytes > MOST_MAP_BYTES ? Buffer.alloc(0) : entry.read(MOST_MAP_BYTES) }];
}
