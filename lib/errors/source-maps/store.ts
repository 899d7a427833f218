import "server-only";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";

import { inArray, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import { sourceMapChunks, sourceMapFiles, sourceMaps } from "@/db/schema";
import { getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { ingest } from "@/lib/core/ingest";
import { mutate } from "@/lib/core/mutate";
import { demand, permit } from "@/lib/core/permit";

import type { AssembleBundle, BundleState } from "../contract";
import { CHUNK_BYTES, MOST_BUNDLE_BYTES, MOST_PIECES_BYTES, MOST_SERVICE_BYTES } from "./limits";
import { readBundle } from "./read-bundle";

type Chunk = { checksum: string; isPacked: boolean; bytes: Buffer };

const packed = promisify(gzip);
const sha1 = (bytes: Buffer) => createHash("sha1").update(bytes).digest("hex");

/**
 * Keeps pieces of a bundle for a day at most. Throws `invalid` for one that is not what it is
 * called, or too large, and `too_many_requests` when more of them wait than there is room for.
 */
export async function storeChunks(ctx: Context, chunks: readonly Chunk[]): Promise<void> {
  demand(ctx.actor, "release.build");
  const bodies = new Map<string, Buffer>();
  for (const { checksum, isPacked, bytes } of chunks) {
    const body = isPacked ? unpacked(bytes) : bytes;
    if (body.length > CHUNK_BYTES || sha1(body) !== checksum.toLowerCase())
      throw new DomainError("invalid", `The piece ${checksum} is too large, or not what its checksum says.`);
    bodies.set(checksum.toLowerCase(), body);
  }
  const rows = [...bodies].map(([checksum, body]) => ({ checksum, body }));
  if (rows.length === 0) return;
  await ingest(ctx, "source-maps", async (tx) => {
    await makeRoom(
      tx,
      rows.reduce((sum, { body }) => sum + body.length, 0),
    );
    await tx
      .insert(sourceMapChunks)
      .values(rows)
      .onConflictDoUpdate({ target: sourceMapChunks.checksum, set: { createdAt: sql`now()` } });
  });
}

/** Whoever uploads is done within minutes: pieces that lie there for longer make room for others. */
async function makeRoom(tx: Tx, bytes: number): Promise<void> {
  // One after the other: two at once would each find room that there is only once.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('pieces of source maps', 0))`);
  const readBytes = async () => {
    const [row] = await tx.execute<{ bytes: number }>(
      sql`select coalesce(sum(length(body)), 0)::float8 as bytes from source_map_chunks`,
    );
    return row?.bytes ?? 0;
  };
  if ((await readBytes()) + bytes <= MOST_PIECES_BYTES) return;
  await tx.execute(sql`delete from source_map_chunks where created_at < now() - interval '15 minutes'`);
  if ((await readBytes()) + bytes <= MOST_PIECES_BYTES) return;
  throw new DomainError(
    "too_many_requests",
    "Too many uploads of source maps are under way. Try again later.",
    {
      retryAfterSeconds: 300,
    },
  );
}

function unpacked(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: CHUNK_BYTES });
  } catch (error) {
    throw new DomainError("invalid", "A piece is not gzip, or too large.", { cause: error });
  }
}

/**
 * Makes a bundle of its pieces and keeps the maps in it for a service, which the sender calls a project. Says which
 * pieces are missing as long as some are. Throws `not_found`, and `invalid` for what is no bundle.
 */
export async function assembleBundle(ctx: Context, input: AssembleBundle): Promise<BundleState> {
  const may = permit(ctx.actor, "release.build", { action: "service.upload_source_maps" });
  const chunks = input.chunks.map((chunk) => chunk.toLowerCase());
  const [service] = await Promise.all(input.projects.slice(0, 1).map((name) => getServiceView(ctx, name)));
  if (!service) throw new DomainError("invalid", "Name the service as the project.");
  const rows = await ctx.db
    .select({ checksum: sourceMapChunks.checksum, body: sourceMapChunks.body })
    .from(sourceMapChunks)
    .where(inArray(sourceMapChunks.checksum, ["", ...chunks]));
  const bodies = new Map(rows.map(({ checksum, body }) => [checksum, body]));
  const missingChunks = [...new Set(chunks.filter((chunk) => !bodies.has(chunk)))];
  if (missingChunks.length > 0) return { state: "not_found", missingChunks, detail: null };
  const bundle = Buffer.concat(chunks.flatMap((chunk) => bodies.get(chunk) ?? []));
  if (bundle.length > MOST_BUNDLE_BYTES || sha1(bundle) !== input.checksum.toLowerCase())
    throw new DomainError("invalid", "The bundle is too large, or not what its checksum says.");
  const files: MapFile[] = [];
  // Packed again one by one, and not at a stroke: others are answered meanwhile.
  for (const { debugId, body } of readBundle(bundle))
    files.push({
      debugId,
      hash: createHash("sha256").update(body).digest("hex"),
      sizeBytes: body.length,
      // oxlint-disable-next-line no-await-in-loop -- what is unpacked of a bundle does not fit into memory together
      body: await packed(body),
    });
  await mutate(ctx, may, async (tx) => {
    // One upload of a service after the other: two at once would each find room that there is only once.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`source maps of ${service.id}`}, 0))`,
    );
    // What comes again takes no more room than it has.
    const hashes = files.map(({ hash }) => hash);
    const [kept] = await tx.execute<{ bytes: number }>(sql`
      select coalesce(sum(length(file.body)), 0)::float8 as bytes from source_map_files file
      where hash in (select hash from source_maps where service_id = ${service.id})
        and not hash = any(${sql.param(hashes)}::text[])`);
    const added = files.reduce((sum, { body }) => sum + body.length, 0);
    if ((kept?.bytes ?? 0) + added > MOST_SERVICE_BYTES)
      throw new DomainError("conflict", "The service has as many source maps as are kept: 1 GB, packed.");
    // In one order, so that two uploads with the same files do not wait for each other.
    for (const { hash, sizeBytes, body } of files.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)))
      // oxlint-disable-next-line no-await-in-loop -- each may be large
      await tx
        .insert(sourceMapFiles)
        .values({ hash, sizeBytes, body })
        // Written to, so that a clean-up does not forget one that nobody referred to until now.
        .onConflictDoUpdate({ target: sourceMapFiles.hash, set: { sizeBytes } });
    const maps = new Map(files.map(({ debugId, hash }) => [debugId, hash]));
    if (maps.size > 0)
      await tx
        .insert(sourceMaps)
        .values(
          [...maps]
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([debugId, hash]) => ({
              id: newId("map"),
              serviceId: service.id,
              debugId,
              hash,
              seenOn: sql`current_date`,
            })),
        )
        .onConflictDoUpdate({
          target: [sourceMaps.serviceId, sourceMaps.debugId],
          set: { hash: sql`excluded.hash`, seenOn: sql`current_date` },
        });
    return {
      result: undefined,
      subject: service.id,
      subjectName: service.name,
      after: { sourceMaps: maps.size, release: input.version },
    };
  });
  return { state: "ok", missingChunks: [], detail: null };
}

type MapFile = { debugId: string; hash: string; sizeBytes: number; body: Buffer };
