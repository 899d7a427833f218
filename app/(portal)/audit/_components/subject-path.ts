/** Where each kind of thing can be looked at, by the prefix of its id. */
const PAGES: Record<string, (id: string) => string> = {
  dep: (id) => `/deployments/${id}`,
  set: (id) => `/sets/${id}`,
  svc: (id) => `/services/${id}`,
  env: () => "/settings/environments",
  frz: () => "/settings/freezes",
  team: () => "/settings/teams",
  usr: () => "/settings/people",
  tok: () => "/settings/tokens",
};

/** The page of a subject of the trail; undefined for what has none. */
export function subjectPath({ subject }: { subject: string }): string | undefined {
  const kind = subject.split("_")[0] ?? "";
  return Object.hasOwn(PAGES, kind) ? PAGES[kind]?.(subject) : undefined;
}
