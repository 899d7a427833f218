/** What browsers watch. What a gate does to a place or a deployment is told by the topics of delivery. */
export const topics = {
  freezes: "freezes",
  /** Any pipeline: that of a service may be the template. */
  pipelines: "pipelines",
};
