export { buildRelease } from "./build-release";
export { changedFiles, commitsBetween, containsCommit, listCommits } from "./history";
export { inspectRepository } from "./inspect-repository";
export { pruneDependencies } from "./install-dependencies";
export { pruneMirrors } from "./prune-mirrors";
export { pruneReleases, verifyRelease } from "./release-store";
export * from "./build";
