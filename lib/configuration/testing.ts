import { asc, eq } from "drizzle-orm";

import type { Role } from "@/db/enums";
import { configurationVersions, environments } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { createService } from "@/lib/catalog";
import { contextOf } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import { listConfigurationVersions, readConfiguration } from ".";
import { importVariables } from "./commands/import-variables";
import { setVariable } from "./commands/set-variable";

/** A portal with a database and people; what is set and read here is that of its newest service, in dev. */
export async function aConfiguredPortal() {
  const test = await testDatabase();
  process.env.DATABASE_URL = test.url;
  process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
  const as = (role: Role) =>
    contextOf({ type: "token", id: `tok_${role}`, name: role, role, scopes: ["admin"] }, test.db);
  const developer = as("developer");
  const job = contextOf({ type: "job", name: "delivery" }, test.db);
  let count = 0;
  let serviceId = "";

  const freshService = async () => {
    const input = {
      name: `tides-${(count += 1)}`,
      description: "",
      repository: { url: "/srv/tides" },
      settings: {},
    };
    serviceId = (await createService(developer, input)).id;
    return serviceId;
  };
  const set = (
    key: string,
    value: string | undefined,
    more: { environment?: string; secret?: boolean } = {},
  ) => setVariable(developer, { serviceId, environment: "dev", key, value, ...more });
  const importing = (text: string, more: Partial<Parameters<typeof importVariables>[1]> = {}) =>
    importVariables(developer, {
      serviceId,
      environment: "dev",
      text,
      plain: [],
      replace: false,
      reason: "",
      dryRun: false,
      ...more,
    });
  const versions = () =>
    test.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.serviceId, serviceId))
      .orderBy(asc(configurationVersions.number));
  const placeIn = async (environment: string) => {
    const [row] = await test.db.select().from(environments).where(eq(environments.name, environment));
    return { serviceId, environmentId: required(row, "the environment").id };
  };
  const valuesIn = async (environment: string) =>
    (await readConfiguration(job, await placeIn(environment), undefined)).values;
  const history = () =>
    listConfigurationVersions(developer, { serviceId, environment: "dev", limit: 50, cursor: undefined });

  return {
    test,
    developer,
    viewer: as("viewer"),
    job,
    freshService,
    set,
    importing,
    versions,
    placeIn,
    valuesIn,
    history,
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}
