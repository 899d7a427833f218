/** Where things of delivery live in the portal. Services go by name, which people read and type. */
export const servicePath = (serviceName: string) => `/services/${serviceName}`;
export const releasePath = (serviceName: string, releaseId: string) =>
  `/services/${serviceName}/releases/${releaseId}`;
/** Where the variables of a service are set. */
export const variablesPath = (serviceName: string) => `/services/${serviceName}/settings#variables`;
export const deploymentPath = (deploymentId: string) => `/deployments/${deploymentId}`;
export const checkRunPath = (serviceName: string, runId: string) =>
  `/services/${serviceName}/checks/runs/${runId}`;
export const releaseSetPath = (setId: string) => `/sets/${setId}`;
