import { type FoundMap, openMap } from "./resolve-frames";

/**
 * Opened maps by their content. They are bounded by the bytes of their text, of which an opened one takes a few times as
 * many; the one that was used last stays longest.
 */
export class OpenMaps {
  readonly #open = new Map<string, { found: FoundMap; bytes: number }>();
  #bytes = 0;
  constructor(private readonly mostBytes: number) {}

  find(hash: string): FoundMap | undefined {
    const known = this.#open.get(hash);
    if (!known) return undefined;
    this.#open.delete(hash);
    this.#open.set(hash, known);
    return known.found;
  }

  /** Whoever read the same body at the same time is given the same map, and it counts once. */
  open(hash: string, body: Buffer): FoundMap {
    const known = this.find(hash);
    if (known) return known;
    const found = openMap(body);
    this.#open.set(hash, { found, bytes: body.length });
    this.#bytes += body.length;
    for (const [oldest, { bytes }] of this.#open) {
      if (this.#bytes <= this.mostBytes || oldest === hash) break;
      this.#open.delete(oldest);
      this.#bytes -= bytes;
    }
    return found;
  }
}
