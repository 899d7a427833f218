import { randomBytes } from "node:crypto";

import { expect, type APIRequestContext } from "@playwright/test";

import type { DeploymentView, ReleaseView, ServiceDetail } from "@/lib/delivery/contract";

import { createRepository, type Repository } from "./repository";
import { serviceSource, type Behaviour } from "./service-source";

export type JourneyRelease = { id: string; number: number; commit: string };
export type JourneyService = { id: string; name: string; repository: Repository };

const SOON = { timeout: 45_000, intervals: [100, 150, 250] };
const FINAL = ["succeeded", "failed", "errored", "canceled", "superseded", "interrupted"];

/** What a journey needs to have happened before it begins, done over the token API as CI would. */
export function deliveryOver(api: APIRequestContext) {
  const services: JourneyService[] = [];

  const read = async <View>(path: string): Promise<View> => {
    const response = await api.get(`/api/v1${path}`);
    expect(response.status(), `GET ${path}: ${await response.text()}`).toBe(200);
    return response.json();
  };
  const write = async <Answer>(path: string, body: object): Promise<Answer> => {
    const response = await api.post(`/api/v1${path}`, { data: body });
    expect(response.ok(), `POST ${path}: ${await response.text()}`).toBe(true);
    return response.json();
  };

  const delivery = {
    read,
    write,

    /** Journeys do not wait ten seconds to see whether a release stays up; one that is about that uses dev. */
    hasteIn: async (...environments: string[]) => {
      const change = (name: string) => api.patch(`/api/v1/environments/${name}`, { data: { settleMs: 500 } });
      await Promise.all(environments.map(change));
    },

    /** A repository with one commit; not known to the portal yet. */
    repository: async (behaviour: Behaviour): Promise<Repository> => {
      const repository = await createRepository();
      await repository.commit(`Say ${behaviour.version}`, serviceSource(behaviour));
      return repository;
    },

    /** A service whose repository has a commit and release per behaviour, oldest first. */
    service: async (
      base: string,
      ...behaviours: Behaviour[]
    ): Promise<{ service: JourneyService; releases: JourneyRelease[] }> => {
      const repository = await createRepository();
      const name = uniqueName(base);
      const commits: string[] = [];
      for (const behaviour of behaviours) {
        // oxlint-disable-next-line no-await-in-loop -- each commit stands on the one before
        commits.push(await repository.commit(`Say ${behaviour.version}`, serviceSource(behaviour)));
      }
      const { id } = await write<{ id: string }>("/services", {
        name,
        repository: { url: repository.folder },
        settings: { healthPath: "/healthz" },
      });
      const service = { id, name, repository };
      services.push(service);
      const releases: JourneyRelease[] = [];
      // oxlint-disable-next-line no-await-in-loop -- their numbers follow the commits
      for (const commit of commits) releases.push(await delivery.build(service, commit));
      return { service, releases };
    },

    /** Remembers a service that the journey added by itself, so that it goes away in the end. */
    adopt: (service: JourneyService) => {
      services.push(service);
    },

    build: async (service: JourneyService, commit: string): Promise<JourneyRelease> => {
      const { id, number } = await write<{ id: string; number: number }>(`/services/${service.id}/releases`, {
        ref: commit,
      });
      await expect
        .poll(async () => (await read<ReleaseView>(`/releases/${id}`)).status, SOON)
        .not.toBe("building");
      return { id, number, commit };
    },

    /** Asks for a deployment and does not wait for it. Returns its id. */
    request: async (
      service: JourneyService,
      release: JourneyRelease,
      environment: string,
    ): Promise<string> => {
      const { id } = await write<{ id: string }>("/deployments", {
        serviceId: service.id,
        releaseId: release.id,
        environment,
      });
      return id;
    },

    deployment: (id: string) => read<DeploymentView>(`/deployments/${id}`),
    detail: (service: JourneyService) => read<ServiceDetail>(`/services/${service.id}`),

    /** How the deployment ended. */
    end: async (id: string): Promise<DeploymentView> => {
      await expect.poll(async () => FINAL.includes((await delivery.deployment(id)).status), SOON).toBe(true);
      return delivery.deployment(id);
    },

    deploy: async (
      service: JourneyService,
      release: JourneyRelease,
      environment: string,
    ): Promise<DeploymentView> => delivery.end(await delivery.request(service, release, environment)),

    /** Takes away what the journey left: its processes and its folders. */
    cleanUp: async () => {
      for (const { id, name, repository } of services) {
        // oxlint-disable-next-line no-await-in-loop -- gently, other journeys are running
        // A connection that idled for too long is closed by the server in the moment it is used again.
        await api.delete(`/api/v1/services/${id}?confirmName=${name}`, { maxRetries: 2 });
        // oxlint-disable-next-line no-await-in-loop
        await repository.remove();
      }
    },
  };
  return delivery;
}

export type Delivery = ReturnType<typeof deliveryOver>;

/** Journeys share a portal, and a retry shares it with the first try. */
export function uniqueName(base: string): string {
  return `${base}-${randomBytes(3).toString("hex")}`;
}
