/** The service and the environment that a filter is about, when it names one. */
export function placeOf(where: string): { service: string | undefined; environment: string | undefined } {
  return { service: named(where, "service"), environment: named(where, "environment") };
}

function named(where: string, key: string): string | undefined {
  return new RegExp(`(?:^|,)\\s*${key}\\s*=\\s*"([^"\\\\]+)"`, "u").exec(where)?.[1];
}
