/** A side is the name of an environment, or the id of a deployment or of a version. */
export const configurationPath = (serviceName: string, from?: string, to?: string) =>
  `/services/${serviceName}/configuration${from && to ? `?${new URLSearchParams({ from, to }).toString()}` : ""}`;
