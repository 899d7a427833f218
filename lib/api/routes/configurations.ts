import "server-only";
import { z } from "zod";

import {
  compareConfigurations,
  exportVariables,
  importVariables,
  listConfigurationVersions,
  restoreConfiguration,
} from "@/lib/configuration";
import {
  CompareConfigurations,
  ConfigurationChanged,
  ConfigurationDiff,
  ConfigurationHistoryEntry,
  ImportOutcome,
  ImportVariables,
  ListConfigurationVersions,
  RestoreConfiguration,
} from "@/lib/configuration/contract";
import { pageOf } from "@/lib/core/contract";

import { defineRoute, Download } from "../define-route";
import { parseInput } from "../parse-input";

const tag = "Variables";
const TEXT = "text/plain; charset=utf-8";

export const configurationRoutes = [
  defineRoute("GET /services/{id}/configurations/{environment}/versions", {
    id: "listConfigurationVersions",
    tag,
    permission: "read",
    summary: "Versions of the configuration in an environment, newest first, with what each changed",
    query: ListConfigurationVersions.pick({ cursor: true, limit: true }),
    status: 200,
    response: pageOf(ConfigurationHistoryEntry),
    run: (ctx, { params: { id, environment }, query }) =>
      listConfigurationVersions(ctx, { ...query, serviceId: id, environment }),
  }),
  defineRoute("GET /services/{id}/configuration-diff", {
    id: "compareConfigurations",
    tag,
    permission: "read",
    summary: "What differs between two environments, two deployments or two versions",
    query: CompareConfigurations.omit({ serviceId: true }),
    status: 200,
    response: ConfigurationDiff,
    run: (ctx, { params, query }) => compareConfigurations(ctx, { ...query, serviceId: params.id }),
  }),
  defineRoute("GET /services/{id}/configurations/{environment}/dotenv", {
    id: "exportVariables",
    tag,
    permission: "read",
    summary: "What is set, as a .env file; secrets are keys without a value",
    status: 200,
    response: z.instanceof(Download),
    media: [TEXT],
    run: async (ctx, { params: { id, environment } }) => {
      const { text, fileName } = await exportVariables(ctx, { serviceId: id, environment });
      return new Download(new Blob([text]).stream(), { type: TEXT, fileName });
    },
  }),
  defineRoute("PUT /services/{id}/configurations/{environment}/dotenv", {
    id: "importVariables",
    tag,
    permission: "variable.write",
    summary: "Set what a .env file holds, all of it or none of it",
    description:
      'A key without any value (`KEY=`) is left as it is; `KEY=""` is the empty text. With `dryRun` nothing changes and the answer says what would.',
    // PUT, because it may be repeated, and because nothing of a body that holds secrets is kept to recognise it by.
    body: ImportVariables.omit({ serviceId: true, environment: true }),
    example: { text: "LOG_LEVEL=debug\nDATABASE_URL='postgres://…'\n", plain: ["LOG_LEVEL"], dryRun: true },
    status: 200,
    response: ImportOutcome,
    run: (ctx, { params: { id, environment }, body }) =>
      importVariables(ctx, { ...body, serviceId: id, environment }),
  }),
  defineRoute("POST /services/{id}/configurations/{environment}/restore", {
    id: "restoreConfiguration",
    tag,
    permission: "variable.write",
    summary: "Make an earlier version the newest one again",
    body: RestoreConfiguration.pick({ version: true, reason: true }),
    example: { version: 3, reason: "The new address is not reachable" },
    status: 200,
    response: ConfigurationChanged,
    run: (ctx, { params: { id, environment }, body }) =>
      restoreConfiguration(ctx, parseInput(RestoreConfiguration, { ...body, serviceId: id, environment })),
  }),
];
