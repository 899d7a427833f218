import type { Room } from "./read-body";

/** All bodies that are being read, wait or are being written, together. */
export class BoundedRoom implements Room {
  #held = 0;
  constructor(
    private readonly most: number,
    private readonly whole?: Room,
  ) {}

  take(bytes: number): boolean {
    if (this.#held + bytes > this.most || this.whole?.take(bytes) === false) return false;
    this.#held += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#held -= bytes;
    this.whole?.give(bytes);
  }

  /** At most so many bytes of this room, for those who must not have all of it. */
  part(most: number): BoundedRoom {
    return new BoundedRoom(most, this);
  }
}
