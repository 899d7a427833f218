import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import type { BoardOrder, BoardState } from "@/db/enums";
import type { Page } from "@/lib/core/contract";
import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type {
  Board,
  CommitView,
  DeploymentPlan,
  DeploymentRow,
  DeploymentView,
  EnvironmentProblems,
  HomeView,
  LogView,
  PlannedReturn,
  PromotionPlan,
  ReleaseRow,
  ReleaseSetPlan,
  ReleaseSetView,
  ReleaseView,
  RepositoryPreview,
  RollbackPlan,
  RollbackProblems,
  ServiceDetail,
  SetCandidate,
} from "./contract";

// Keys start with the topic that makes them stale; the strings match `topics` of the contract, which would bring the
// schemas along.

type DeploymentFilter = Partial<
  Record<"service" | "team" | "environment" | "kind" | "release" | "counts" | "from" | "to", string | null>
> & { status?: readonly string[] | null };

/** Each read costs a fetch of the repository, up to half a minute: no event reads it again, only a person does. */
const FROM_GIT = { retry: false, staleTime: "static" } as const;

/** @param attention how much of what needs somebody; the usual few when absent. */
export const homeQuery = (attention?: number) =>
  queryOptions({
    queryKey: ["delivery", "home", attention],
    queryFn: ({ signal }) => fetchView<HomeView>(`/api/v1/home${searchOf({ attention })}`, signal),
  });

export type BoardFilter = {
  search?: string | undefined;
  state?: BoardState | undefined;
  environment?: string | undefined;
  order?: BoardOrder | undefined;
};

export const boardQuery = (filter: BoardFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ["delivery", "board", filter],
    queryFn: ({ pageParam, signal }) =>
      fetchView<Board>(`/api/v1/board${searchOf({ ...filter, cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.services.nextCursor,
  });

export const serviceQuery = (service: { id: string }) =>
  queryOptions({
    queryKey: [`service:${service.id}`, "detail"],
    queryFn: ({ signal }) => fetchView<ServiceDetail>(`/api/v1/services/${service.id}`, signal),
  });

export const releasesQuery = (serviceId: string) =>
  infiniteQueryOptions({
    queryKey: [`service:${serviceId}`, "releases"],
    queryFn: ({ pageParam, signal }) =>
      fetchView<Page<ReleaseRow>>(
        `/api/v1/services/${serviceId}/releases${searchOf({ cursor: pageParam })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
  });

export const commitsQuery = (serviceId: string) =>
  queryOptions({
    queryKey: [`commits:${serviceId}`],
    queryFn: ({ signal }) =>
      fetchView<{ items: CommitView[] }>(`/api/v1/services/${serviceId}/commits`, signal),
    ...FROM_GIT,
    gcTime: 0, // who asks again has perhaps pushed in between
  });

export const releaseQuery = (releaseId: string) =>
  queryOptions({
    queryKey: [`release:${releaseId}`, "detail"],
    queryFn: ({ signal }) => fetchView<ReleaseView>(`/api/v1/releases/${releaseId}`, signal),
  });

export const deploymentsQuery = (filter: DeploymentFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ["delivery", "deployments", filter],
    queryFn: ({ pageParam, signal }) =>
      fetchView<Page<DeploymentRow>>(
        `/api/v1/deployments${searchOf({ ...filter, cursor: pageParam })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
  });

/** The newest few of one service: what happens to other services does not make it stale. */
export const recentDeploymentsQuery = (serviceId: string, limit: number) =>
  queryOptions({
    queryKey: [`service:${serviceId}`, "recent-deployments", limit],
    queryFn: ({ signal }) =>
      fetchView<Page<DeploymentRow>>(`/api/v1/deployments${searchOf({ service: serviceId, limit })}`, signal),
  });

/** What of a service has not begun yet, with what it waits for. */
export const waitingDeploymentsQuery = (serviceId: string) =>
  queryOptions({
    queryKey: [`service:${serviceId}`, "waiting"],
    queryFn: ({ signal }) =>
      fetchView<Page<DeploymentRow>>(
        `/api/v1/deployments${searchOf({ service: serviceId, status: ["waiting", "queued"], limit: 50 })}`,
        signal,
      ),
  });

export const deploymentQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: [`deployment:${deploymentId}`, "detail"],
    queryFn: ({ signal }) => fetchView<DeploymentView>(`/api/v1/deployments/${deploymentId}`, signal),
  });

/**
 * The whole log so far. Lines are only ever added, so a refetch asks from where the last one ended and appends: a
 * signal costs the new lines, whatever the length of the log.
 */
export const logQuery = (kind: "releases" | "deployments", subject: string) => {
  const queryKey = [`log:${subject}`];
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }): Promise<LogView> => {
      let log = client.getQueryData<LogView>(queryKey) ?? { lines: [], next: 0, complete: false };
      for (;;) {
        const more = await fetchView<LogView>(
          `/api/v1/${kind}/${subject}/log${searchOf({ after: log.next })}`,
          signal,
        );
        log = { ...more, lines: [...log.lines, ...more.lines] };
        if (more.complete || more.lines.length === 0) return log;
      }
    },
    // Comparing twenty thousand lines with themselves would cost more than drawing the new ones.
    structuralSharing: false,
  });
};

/** @param input.at what the gates would say then, instead of now */
export const deploymentPlanQuery = (input: {
  serviceId: string;
  releaseId: string;
  environment: string;
  at: string | undefined;
}) =>
  queryOptions({
    queryKey: [`service:${input.serviceId}`, "deployment-plan", input],
    queryFn: ({ signal }) =>
      fetchView<DeploymentPlan>(
        `/api/v1/services/${input.serviceId}/deployment-plan${searchOf({ releaseId: input.releaseId, environment: input.environment, at: input.at })}`,
        signal,
      ),
  });

/** @param input.at what the gates would say then, instead of now */
export const promotionPlanQuery = (input: {
  serviceId: string;
  from: string;
  to: string;
  at: string | undefined;
}) =>
  queryOptions({
    queryKey: [`service:${input.serviceId}`, "promotion-plan", input],
    queryFn: ({ signal }) =>
      fetchView<PromotionPlan>(
        `/api/v1/services/${input.serviceId}/promotion-plan${searchOf({ from: input.from, to: input.to, at: input.at })}`,
        signal,
      ),
  });

export const rollbackPlanQuery = (input: { serviceId: string; environment: string }) =>
  queryOptions({
    queryKey: [`service:${input.serviceId}`, "rollback-plan", input.environment],
    queryFn: ({ signal }) =>
      fetchView<RollbackPlan>(
        `/api/v1/services/${input.serviceId}/rollback-plan${searchOf({ environment: input.environment })}`,
        signal,
      ),
  });

/** Which variables keep releases from running, before anybody deploys. */
export const variableProblemsQuery = (serviceId: string) =>
  queryOptions({
    queryKey: [`service:${serviceId}`, "variable-problems"],
    queryFn: ({ signal }) =>
      fetchView<{ items: EnvironmentProblems[] }>(`/api/v1/services/${serviceId}/variable-problems`, signal),
  });

export const rollbackProblemsQuery = (input: { serviceId: string; environment: string }) =>
  queryOptions({
    queryKey: [`service:${input.serviceId}`, "rollback-problems", input.environment],
    queryFn: ({ signal }) =>
      fetchView<{ items: RollbackProblems[] }>(
        `/api/v1/services/${input.serviceId}/rollback-variable-problems${searchOf({ environment: input.environment })}`,
        signal,
      ),
  });

/** What detection makes of a repository before it is added. */
export const repositoryPreviewQuery = (repository: { url: string; branch?: string; path?: string }) =>
  queryOptions({
    queryKey: ["repository-preview", repository],
    queryFn: ({ signal }) =>
      fetchView<RepositoryPreview>(`/api/v1/repository-preview${searchOf(repository)}`, signal),
    ...FROM_GIT,
    gcTime: 30_000,
  });

/** Live with every deployment, of which a set is made. */
export const releaseSetQuery = (id: string) =>
  queryOptions({
    queryKey: ["delivery", "release-set", id],
    queryFn: ({ signal }) => fetchView<ReleaseSetView>(`/api/v1/release-sets/${id}`, signal),
  });

export const setRollbackPlanQuery = (id: string) =>
  queryOptions({
    queryKey: ["delivery", "set-rollback-plan", id],
    queryFn: ({ signal }) =>
      fetchView<{ items: PlannedReturn[] }>(`/api/v1/release-sets/${id}/rollback-plan`, signal),
  });

export const setCandidatesQuery = (places: { from: string; to: string }) =>
  queryOptions({
    queryKey: ["delivery", "set-candidates", places],
    queryFn: ({ signal }) =>
      fetchView<{ items: SetCandidate[] }>(`/api/v1/release-set-candidates${searchOf(places)}`, signal),
  });

export const setPlanQuery = (input: { from: string; to: string; services: readonly string[] }) =>
  queryOptions({
    queryKey: ["delivery", "set-plan", input],
    queryFn: ({ signal }) => fetchView<ReleaseSetPlan>(`/api/v1/release-set-plan${searchOf(input)}`, signal),
  });
