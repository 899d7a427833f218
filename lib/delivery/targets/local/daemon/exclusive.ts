/** Runs one piece of work after the other, in the order of the calls. */
export class Exclusive {
  private last: Promise<unknown> = Promise.resolve();
  private unfinished = 0;

  get isBusy(): boolean {
    return this.unfinished > 0;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    this.unfinished += 1;
    const result = this.last.then(work, work).finally(() => (this.unfinished -= 1));
    this.last = result.catch(() => {});
    return result;
  }
}
