import { createServer } from "node:net";

import { CheckDefinition } from "../contract";
import { aPlace } from "../testing";
import { runCheck } from "./run-check";
import type { Place } from "./verdict";

/** What comes of a check as somebody writes it down, in a place with nothing in it but what a test says. */
export const judged = (definition: object, place: Partial<Place> = {}) =>
  runCheck(CheckDefinition.parse({ name: "it", ...definition }), aPlace(place), new AbortController().signal);

/** A port of this machine on which nobody listens. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 1;
}
