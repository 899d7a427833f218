export type RefusalStatus = 400 | 403 | 413;

/** The only thing that reading a body of the Sentry protocol throws; `message` is the `detail` of the answer. */
export class Refused extends Error {
  override name = "Refused";
  constructor(
    readonly status: RefusalStatus,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}
