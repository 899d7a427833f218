/** What the viewer may do here; decided on the server, where each request is decided again. */
export type DeliveryAccess = {
  mayBuild: boolean;
  /** Environments the viewer may deploy to and cancel in. */
  deployTo: readonly string[];
};

export const mayDeployTo = (access: DeliveryAccess, environment: string): boolean =>
  access.deployTo.includes(environment);
