import type { Role } from "@/db/enums";

/** What the viewer may do here; decided on the server, where each request is decided again. */
export type DeliveryAccess = {
  mayBuild: boolean;
  mayQuarantine: boolean;
  /** To lift one takes more than to set it: it lets a release pass that somebody stopped. */
  mayLiftQuarantine: boolean;
  /** Environments the viewer may deploy to and cancel in. */
  deployTo: readonly string[];
  /** The least role that may, for each environment: what to say to those who may not. */
  deployRoles: Readonly<Record<string, Role>>;
};

export const mayDeployTo = (access: DeliveryAccess, environment: string): boolean =>
  access.deployTo.includes(environment);

/** Why the buttons of an environment are off; undefined for those who may. */
export function whyNotDeployTo(access: DeliveryAccess, environment: string): string | undefined {
  if (mayDeployTo(access, environment)) return undefined;
  const [first = "", ...rest] = access.deployRoles[environment] ?? "operator";
  return `${first.toUpperCase()}${rest.join("")}s may deploy to ${environment}.`;
}
