#!/usr/bin/env node
// `npm start`. This file must parse on every Node that knows modules, so that an old one gets a sentence, not a stack.
import { nodeVersionProblem } from "./start/node-version.mjs";

const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  const { main } = await import("./start/main.mjs");
  await main();
}
