import "server-only";
import type { Context, JobActor } from "@/lib/core/context";

import { MOST_SCRAPED_SAMPLES, type ScrapeOrder } from "../contract";
import { recordScrape, type Scraped } from "../intake/record-scrape";
import { demandMachinery } from "../policy";
import { Malformed, parseExposition, TooManySamples } from "./parse-exposition";
import { readPage, Unread } from "./read-page";

/**
 * Reads the page with metrics of one process and keeps what it says, or why it says nothing. Throws only what the signal was
 * aborted with, and what the database says.
 */
export async function scrapeInstance(
  ctx: Context<JobActor>,
  order: ScrapeOrder,
  signal: AbortSignal,
): Promise<void> {
  demandMachinery(ctx.actor);
  const atMs = Date.now();
  const began = performance.now();
  const outcome = await ask(order, atMs, signal);
  await recordScrape(ctx, order, { ...outcome, atMs, durationMs: performance.now() - began });
}

async function ask(
  { path, host, directUrl, trouble }: ScrapeOrder,
  atMs: number,
  signal: AbortSignal,
): Promise<Pick<Scraped, "exposition" | "problem" | "dropped">> {
  if (directUrl === undefined) return { problem: trouble };
  try {
    const { text, format } = await readPage({ directUrl, host, path }, signal);
    return { exposition: parseExposition(text, { format, atMs, mostSamples: MOST_SCRAPED_SAMPLES }) };
  } catch (error) {
    if (error instanceof Malformed)
      return {
        problem: `Line ${error.line} of ${path} ${error.trouble}.`,
        dropped: { reason: "invalid", items: 1 },
      };
    if (error instanceof TooManySamples)
      return {
        problem: `${path} has ${error.samples.toLocaleString("en")} samples, and ${MOST_SCRAPED_SAMPLES.toLocaleString("en")} are taken at most.`,
        dropped: { reason: "limit", items: error.samples },
      };
    if (!(error instanceof Unread)) throw error;
    return {
      problem: error.message,
      ...(error.isTooLarge && { dropped: { reason: "too_large", items: 1 } }),
    };
  }
}
