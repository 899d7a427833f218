import "server-only";
import { getServiceView } from "@/lib/catalog";
import type { Repository } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { turns } from "@/lib/core/turns";
import { env } from "@/lib/env";

import { BuildFailed, inspectRepository, listCommits } from "../build";
import type { CommitView, RepositoryPreview } from "../contract";

const DEADLINE_MS = 30_000;
const RECENT_COMMITS = 20;
/** Each is a git process and a connection to somebody's server, started by a web request. */
const inTurn = turns({ atOnce: 4, longestWaitMs: 10_000 });

/** What a release of a repository would be, before the service is added. Throws `invalid` with the reason why not. */
export async function previewRepository(ctx: Context, repository: Repository): Promise<RepositoryPreview> {
  demand(ctx.actor, "service.create", { refusal: "Only developers may add services." });
  const inspection = await explained("url", (signal) =>
    inspectRepository(repository, env().SLIPWAY_HOME, signal),
  );
  const { defaultBranch, branches, detection } = inspection;
  if (detection.kind === "problem") {
    const { message } = detection;
    return {
      defaultBranch,
      branches,
      explanation: [],
      startCommand: null,
      buildCommand: null,
      kind: null,
      problem: message,
    };
  }
  return {
    defaultBranch,
    branches,
    explanation: detection.explanation,
    startCommand: detection.serves === "process" ? detection.runs : null,
    buildCommand: detection.buildCommand ?? null,
    kind: detection.serves,
    problem: null,
  };
}

/** The newest commits of the service's branch, for who may build one of them. Fetches first. */
export async function listRecentCommits(ctx: Context, service: string): Promise<CommitView[]> {
  demand(ctx.actor, "release.build", { refusal: "Only developers may build releases." });
  const { repository } = await getServiceView(ctx, service);
  return explained("ref", (signal) =>
    listCommits(repository, env().SLIPWAY_HOME, { limit: RECENT_COMMITS, signal }),
  );
}

/** A repository that cannot be read is the asker's business, not a bug of ours. */
async function explained<T>(path: string, read: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await inTurn(() => read(AbortSignal.timeout(DEADLINE_MS)));
  } catch (error) {
    if (error instanceof BuildFailed) {
      throw new DomainError("invalid", error.message, {
        cause: error,
        fields: [{ path, message: error.message }],
      });
    }
    if (error instanceof Error && error.name === "TimeoutError") {
      throw new DomainError("unavailable", "The repository did not answer within 30 s.", { cause: error });
    }
    throw error;
  }
}
