/** A body that is not what it says it is: whoever sent it need not try again. The message says where, without the body. */
export class Undecodable extends Error {
  override name = "Undecodable";
  constructor(
    message: string,
    readonly status: 400 | 403 | 413 = 400,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** No message of ours is nested deeper; one that is, is an attempt on the stack of whoever walks it. */
export const MOST_DEPTH = 32;
