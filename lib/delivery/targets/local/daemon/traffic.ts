/** The requests and connections an instance has open, so that draining can be watched and ended. */
export class Traffic {
  private readonly openExchanges = new Set<Exchange>();

  get open(): number {
    return this.openExchanges.size;
  }

  add(exchange: Exchange): void {
    this.openExchanges.add(exchange);
  }

  remove(exchange: Exchange): void {
    this.openExchanges.delete(exchange);
  }

  cancelAll(): void {
    for (const exchange of this.openExchanges) exchange.destroy();
    this.openExchanges.clear();
  }
}

/** A response or an upgraded socket. */
export type Exchange = { destroy(): unknown };
