/** What browsers watch. What a gate does to a place or a deployment is told by the topics of delivery. */
export const topics = {
  freezes: "freezes",
  pipeline: (serviceId: string) => `pipeline:${serviceId}` as const,
  /** The template, and with it every service that has no pipeline of its own. */
  pipelines: "pipelines",
};
