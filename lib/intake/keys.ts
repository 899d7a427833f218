import type { Context } from "@/lib/core/context";
import { findIntakePlaces, type KeyPlace } from "@/lib/telemetry/intake";

/** For so long a revoked key may still be taken for a good one, and a new one for an unknown one. */
const KEPT_MS = 3_000;
const MOST_CACHED = 20_000;
const KEY = /^[0-9a-f]{32}$/;

/** Whom keys let speak. Each is asked for once in a while, however many requests come with it. */
export class Keys {
  readonly #known = new Map<string, { until: number; place: Promise<KeyPlace | undefined> }>();
  constructor(private readonly ctx: Pick<Context, "db">) {}

  /** Undefined for a key that there is not. Rejects when the database is away. */
  placeOf(key: string): Promise<KeyPlace | undefined> {
    if (!KEY.test(key)) return Promise.resolve(undefined);
    const known = this.#known.get(key);
    if (known && known.until > Date.now()) return known.place;
    const place = findIntakePlaces(this.ctx, [key]).then((places) => places.get(key));
    // Whoever guesses keys pushes out others, which are asked for again then.
    if (this.#known.size >= MOST_CACHED) this.#known.clear();
    this.#known.set(key, { until: Date.now() + KEPT_MS, place });
    place.catch(() => this.#known.delete(key));
    return place;
  }
}
