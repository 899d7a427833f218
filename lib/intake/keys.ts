import type { Context } from "@/lib/core/context";
import { findIntakePlaces, type FoundKey } from "@/lib/telemetry/intake";

/** For so long a revoked key may still be taken for a good one, and a new one for an unknown one. */
const KEPT_MS = 3_000;
const MOST_CACHED = 20_000;
const KEY = /^[0-9a-f]{32}$/;

/** Whose keys are. Each is asked for once in a while, however many requests come with it. */
export class Keys {
  readonly #known = new Map<string, { until: number; found: Promise<FoundKey | undefined> }>();
  constructor(private readonly ctx: Pick<Context, "db">) {}

  /** Undefined for a key that there is not. Rejects when the database is away. */
  find(key: string): Promise<FoundKey | undefined> {
    if (!KEY.test(key)) return Promise.resolve(undefined);
    const known = this.#known.get(key);
    if (known && known.until > Date.now()) return known.found;
    const found = findIntakePlaces(this.ctx, [key]).then((all) => all.get(key));
    // Whoever guesses keys pushes out others, which are asked for again then.
    if (this.#known.size >= MOST_CACHED) this.#known.clear();
    this.#known.set(key, { until: Date.now() + KEPT_MS, found });
    found.catch(() => this.#known.delete(key));
    return found;
  }
}
