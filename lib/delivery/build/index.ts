export { buildRelease } from "./build-release";
export { changedFiles, commitsBetween, listCommits, type ChangedFile } from "./history";
export { inspectRepository, type RepositoryInspection } from "./inspect-repository";
export { pruneDependencies } from "./install-dependencies";
export { pruneReleases, removeRelease, verifyRelease } from "./release-store";
export * from "./build";
