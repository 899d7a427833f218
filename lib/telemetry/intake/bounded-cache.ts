import "server-only";

/**
 * What was looked up lately, within a bound: when it is full the oldest entries go. Only what is committed may be put
 * into it: an id that a transaction made and then rolled back would be written into rows that outlive it.
 */
export class BoundedCache<Value> {
  readonly #entries = new Map<string, { value: Value; until: number }>();
  constructor(
    private readonly most: number,
    private readonly keptMs: number,
  ) {}

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.until > Date.now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value, keptMs = this.keptMs): void {
    if (this.#entries.size >= this.most) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(key, { value, until: Date.now() + keptMs });
  }
}
