/** A reason to stop that a person can act on: its message is printed as it is, without a stack. */
export class StartFailure extends Error {
  name = "StartFailure";
}

/** The person asked to stop while we were still starting. */
export class Interrupted extends Error {
  name = "Interrupted";
}
