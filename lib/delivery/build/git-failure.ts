import { BuildFailed } from "./build";
import { GitFailed } from "./git";
import { type RepositoryUrl, withoutCredentials } from "./repository-url";

/** Turns what git printed when a repository could not be read into one sentence that says what to do. */
export function explainFetchFailure(error: unknown, url: RepositoryUrl): unknown {
  if (!(error instanceof GitFailed)) return error;
  const failed = (sentence: string) => new BuildFailed("fetch", "repository_unreachable", sentence);
  if (error.timedOut) {
    return new BuildFailed("fetch", "timeout", `${url.shown} did not answer in time; the fetch was stopped.`);
  }
  if (/No space left on device|Disk quota exceeded/i.test(error.stderr)) {
    return new BuildFailed("fetch", "disk_full", `The disk is full: ${url.shown} could not be fetched.`);
  }
  const known = CAUSES.find(([pattern]) => pattern.test(error.stderr));
  return failed(
    known ? known[1](url.shown, error.stderr) : `${url.shown} cannot be read: ${lastLine(error.stderr)}`,
  );
}

type Explain = (shown: string, stderr: string) => string;

const CAUSES: readonly [RegExp, Explain][] = [
  [
    /could not read (Username|Password)|Authentication failed|HTTP Basic: Access denied|terminal prompts disabled/i,
    (shown) =>
      `${shown} asks for a sign-in that this machine does not have. Set up a git credential helper or an SSH key for the user that runs Slipway.`,
  ],
  [
    /Permission denied \(|no mutual signature|Too many authentication failures/i,
    (shown) => `${shown} refused our SSH key. Add the key of the user that runs Slipway to the repository.`,
  ],
  [
    /Host key verification failed/i,
    (shown) =>
      `The SSH host of ${shown} is not known on this machine. Connect to it once by ssh to accept its key.`,
  ],
  [
    /Could not resolve host(name)?|Name or service not known|Temporary failure in name resolution/i,
    (shown) => `The host of ${shown} cannot be found.`,
  ],
  [
    /Connection refused|Couldn't connect to server/i,
    (shown) => `The host of ${shown} refuses the connection.`,
  ],
  [/timed out|Operation too slow/i, (shown) => `The host of ${shown} does not answer.`],
  [/certificate|SSL/i, (shown, stderr) => `The certificate of ${shown} is not trusted: ${lastLine(stderr)}`],
  [
    /repository .* not found|not found:|returned error: 404|does not exist|does not appear to be a git repository/i,
    (shown) => `There is no git repository at ${shown}, or this machine may not read it.`,
  ],
  [/transport '?\w*'? not allowed/i, (shown) => `${shown} uses a git transport that is not allowed.`],
];

/** The line that says what went wrong, without passwords. */
export function lastLine(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const fatal =
    lines.findLast((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? "git gave no reason";
  return withoutCredentials(fatal.replace(/^(fatal|error): /, ""));
}
