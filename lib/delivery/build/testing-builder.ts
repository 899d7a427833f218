import { z } from "zod";

import { buildRelease } from "./build-release";

/** A process of its own that builds, so that a test can kill it half-way. */
const Request = z.object({
  releaseId: z.string(),
  repository: z.object({ url: z.string() }),
  ref: z.string(),
  settings: z.object({}),
  home: z.string(),
});

const request = Request.parse(JSON.parse(process.argv[2] ?? ""));
await buildRelease(request, (line) => process.send?.(line.text), new AbortController().signal);
