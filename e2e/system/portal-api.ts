import { z } from "zod";

import type { DeploymentStatus } from "@/db/enums";
import { EnvironmentView, type UpdateEnvironment } from "@/lib/catalog/contract";
import { DeploymentView, ReleaseView, ServiceDetail } from "@/lib/delivery/contract";
import { IntakeKeyView } from "@/lib/telemetry/contract";

import type { PortalUnderTest } from "../portal-under-test";
import { until } from "./until";

const TIMEOUT_MS = 15_000;
const BUILD_LIMIT_MS = 120_000;
const UNFINISHED = new Set<DeploymentStatus>(["queued", "waiting", "running"]);
const Created = z.object({ id: z.string() });
const Ready = z.object({ ok: z.boolean() });

export type PortalApi = ReturnType<typeof portalApi>;

/** The token API as a script uses it; every answer is held against its contract. */
export function portalApi({ url, token }: Pick<PortalUnderTest, "url" | "token">) {
  async function send<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return schema.parse(JSON.parse(text));
  }

  const getRelease = (id: string) => send("GET", `/releases/${id}`, ReleaseView);
  const getDeployment = (id: string) => send("GET", `/deployments/${id}`, DeploymentView);

  return {
    getDeployment,
    getService: (idOrName: string) => send("GET", `/services/${idOrName}`, ServiceDetail),
    setEnvironment: (name: string, rules: Omit<UpdateEnvironment, "id">) =>
      send("PATCH", `/environments/${name}`, EnvironmentView, rules),
    createService: (name: string, repositoryUrl: string, settings: Record<string, unknown> = {}) =>
      send("POST", "/services", Created, {
        name,
        repository: { url: repositoryUrl, branch: "main" },
        settings,
      }),
    /** Builds a commit to its end, good or bad. */
    async build(serviceId: string, ref: string) {
      const { id } = await send("POST", `/services/${serviceId}/releases`, Created, { ref });
      return until(
        `release ${id} is built`,
        () => getRelease(id),
        ({ status }) => status !== "building",
        BUILD_LIMIT_MS,
      );
    },
    /** The header by which telemetry of a service is let in. */
    async makeAuthorization(serviceId: string, environment: string) {
      const keys = await send("POST", `/services/${serviceId}/keys`, IntakeKeyView, { environment });
      return decodeURIComponent(keys.otlpHeaders.replace("authorization=", ""));
    },
    setVariable: (serviceId: string, environment: string, key: string, value: string) =>
      send("PUT", `/services/${serviceId}/variables/${environment}/${key}`, z.unknown(), { value }),
    savePipeline: (serviceId: string, text: string) =>
      send("PUT", `/services/${serviceId}/pipeline`, z.unknown(), { text }),
    approve: (deploymentId: string) =>
      send("POST", `/deployments/${deploymentId}/approval`, z.unknown(), { decision: "approved" }),
    /** Undefined when nobody has asked for any yet. */
    async newestDeployment(service: string, environment: string) {
      const path = `/deployments?service=${service}&environment=${environment}&limit=1`;
      return (await send("GET", path, z.object({ items: z.array(Created) }))).items[0];
    },
    deploy: (serviceId: string, releaseId: string, environment: string) =>
      send("POST", "/deployments", Created, { serviceId, releaseId, environment }),
    promote: (serviceId: string, from: string, to: string) =>
      send("POST", "/promotions", Created, { serviceId, from, to }),
    rollBack: (serviceId: string, environment: string) =>
      send("POST", "/rollbacks", Created, { serviceId, environment, reason: "a test" }),
    /** Waits for the end of a deployment, and survives a portal that is away for a while. */
    ended: (id: string, limitMs = 60_000) =>
      until(
        `deployment ${id} ends`,
        () => getDeployment(id),
        ({ status }) => !UNFINISHED.has(status),
        limitMs,
      ),
    async isReady() {
      const response = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      return Ready.parse(await response.json()).ok;
    },
  };
}
