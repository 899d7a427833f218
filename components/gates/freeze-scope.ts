/** What a freeze holds for: "tide-tables in production", "everything". */
export function freezeScope({
  service,
  environment,
}: {
  service: string | null;
  environment: string | null;
}): string {
  if (service === null && environment === null) return "everything";
  if (environment === null) return `${service} everywhere`;
  return `${service ?? "every service"} in ${environment}`;
}
