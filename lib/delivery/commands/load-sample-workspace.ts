import "server-only";
import { createService, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { requesterOf } from "@/lib/core/standing";
import { env } from "@/lib/env";

import { topics } from "../contract";
import { populateSampleJob } from "../jobs";
import { permitBuild, permitSampleWorkspace } from "../policy";
import { createSampleRepositories } from "../sample/create-sample-repositories";
import { requestRelease } from "./request-release";

/**
 * Turns the examples into git repositories, adds them as services and builds their commits; a job then takes the
 * first releases, in the name of whoever asked, to where they may deploy. Safe to repeat: what is there already stays
 * as it is, and a service that only has the name of a sample is left alone.
 */
export async function loadSampleWorkspace(
  ctx: Context,
): Promise<{ services: { id: string; name: string }[] }> {
  const permit = permitSampleWorkspace(ctx.actor);
  permitBuild(ctx.actor); // before anything is written: a token may lack the scope
  const loaded: { id: string; name: string }[] = [];
  for (const { name, path, commits } of await createSampleRepositories(env().SLIPWAY_HOME)) {
    const known = await findService(ctx, name);
    if (known) {
      if (known.repository.url === path) loaded.push({ id: known.id, name });
      continue;
    }
    const service = await createService(ctx, {
      name,
      description: "Part of the sample workspace.",
      repository: { url: path },
      settings: {},
    });
    for (const { sha } of commits) await requestRelease(ctx, { serviceId: service.id, ref: sha });
    loaded.push(service);
  }
  const requester = requesterOf(ctx);
  return mutate(ctx, permit, async () => ({
    result: { services: loaded },
    subject: "sample",
    subjectName: "sample workspace",
    after: { services: loaded.map(({ name }) => name) },
    jobs: requester ? [populateSampleJob({ serviceIds: loaded.map(({ id }) => id), requester })] : [],
    topics: [topics.delivery],
  }));
}

async function findService(ctx: Context, name: string) {
  try {
    return await getServiceView(ctx, name);
  } catch (error) {
    if (error instanceof DomainError && error.code === "not_found") return undefined;
    throw error;
  }
}
