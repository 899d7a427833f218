import snappy from "snappyjs";

/** A series as it is written: labels in the order of their names, with `__name__` among them. */
export type WrittenSeries = {
  labels: readonly (readonly [name: string, value: string])[];
  samples: readonly { atMs: number; value: number }[];
};

/** The body of remote_write 1.0 (prompb.WriteRequest), packed with snappy. */
export function encodeWrite(series: readonly WrittenSeries[]): Buffer {
  const writer = new Writer();
  for (const { labels, samples } of series)
    writer.message(1, () => {
      for (const [name, value] of labels)
        writer.message(1, () => {
          writer.text(1, name);
          writer.text(2, value);
        });
      for (const { atMs, value } of samples)
        writer.message(2, () => {
          writer.double(1, value);
          writer.varint(2, atMs);
        });
    });
  return snappy.compress(writer.bytes());
}

/** Messages of protobuf, written in the order of their fields. */
export class Writer {
  #buffer = Buffer.alloc(65_536);
  #size = 0;

  bytes = (): Buffer => this.#buffer.subarray(0, this.#size);

  /** A length goes before what it measures: the inside is written first and moved behind it. */
  message(field: number, write: () => void): void {
    this.#number(field * 8 + 2);
    const start = this.#size;
    write();
    const length = this.#size - start;
    const width = widthOf(length);
    this.#room(width);
    this.#buffer.copyWithin(start + width, start, this.#size);
    this.#size = start;
    this.#number(length);
    this.#size += length;
  }

  text(field: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.#number(field * 8 + 2);
    this.#number(length);
    this.#room(length);
    this.#size += this.#buffer.write(text, this.#size);
  }

  double(field: number, value: number): void {
    this.#number(field * 8 + 1);
    this.#room(8);
    this.#size = this.#buffer.writeDoubleLE(value, this.#size);
  }

  varint(field: number, value: number): void {
    this.#number(field * 8);
    this.#number(value);
  }

  /** A number without its field, as lists have them. */
  raw(value: number): void {
    this.#number(value);
  }

  #number(value: number): void {
    this.#room(10);
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128))
      this.#size = this.#buffer.writeUInt8((rest % 128) + 128, this.#size);
    this.#size = this.#buffer.writeUInt8(rest, this.#size);
  }

  #room(bytes: number): void {
    if (this.#size + bytes <= this.#buffer.length) return;
    const larger = Buffer.alloc(Math.max(this.#buffer.length * 2, this.#size + bytes));
    this.#buffer.copy(larger, 0, 0, this.#size);
    this.#buffer = larger;
  }
}

function widthOf(value: number): number {
  let width = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) width += 1;
  return width;
}
