#!/usr/bin/env node
// `npm run build`: the web application, and beside it the programs that run next to it, each as one file in dist/.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { buildPrograms } from "./build/programs.mjs";
import { buildWeb } from "./build/web.mjs";
import { clearStamp, sourceHash, writeStamp } from "./start/build-stamp.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

// Before the build: a file that changes meanwhile makes the next start build again.
const hash = sourceHash(root);
clearStamp(root);
const [webIsBuilt] = await Promise.all([buildWeb(root), buildPrograms(root)]);
if (webIsBuilt) writeStamp(root, hash);
else process.exitCode = 1;
