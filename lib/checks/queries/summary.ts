import { kindOf, type CheckDefinition } from "../contract";
import { withoutCredentials } from "../runner/mask";
import { stepsOf } from "../runner/reproduce";

/** What a check asks, in a few words. */
export function summaryOf(definition: CheckDefinition): string {
  return withoutCredentials(wordsOf(definition));
}

function wordsOf(definition: CheckDefinition): string {
  const { tcp, dns, tls, dependency, postgres, mysql, redis, variables, command } = definition;
  switch (kindOf(definition)) {
    case "http":
      return stepsOf(definition)
        .map(({ method = "GET", url }) => `${method} ${url}`)
        .join(", then ");
    case "tcp":
      return tcp?.address ?? "";
    case "tls":
      return `certificate of ${tls?.address ?? ""}`;
    case "dependency":
      return dependency?.address ?? "everything that the service depends on";
    case "dns":
      return `${dns?.type ?? "A"} of ${dns?.name ?? ""}`;
    case "postgres":
      return postgres?.url ?? "";
    case "mysql":
      return mysql?.url ?? "";
    case "redis":
      return redis?.url ?? "";
    case "variables":
      return Object.keys(variables ?? {}).join(", ");
    case "command":
      return command?.run ?? "";
  }
}
