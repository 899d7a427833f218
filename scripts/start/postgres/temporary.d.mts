/** A running PostgreSQL; `url` names its superuser and its database `slipway`. */
export type TemporaryPostgres = { url: string; stop(): Promise<void> };
export function startTemporaryPostgres(): Promise<TemporaryPostgres>;
