import { dirname } from "node:path";

/**
 * What a build may see of our environment: enough to run programs, reach the registry and trust its certificates.
 * Everything else stays out, above all the worker's own configuration and secrets.
 */
const ABOUT_THE_USER = ["HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TZ", "TMPDIR"];
const ABOUT_THE_NETWORK = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "ALL_PROXY",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
];
/** A user's npmrc refers to the first two by name to sign in to a private registry. */
const ABOUT_REGISTRIES = ["NPM_TOKEN", "NODE_AUTH_TOKEN", "COREPACK_HOME", "COREPACK_NPM_REGISTRY"];
const NPM_SETTINGS = [
  "cache",
  "registry",
  "userconfig",
  "globalconfig",
  "cafile",
  "proxy",
  "https_proxy",
  "noproxy",
];

/** The environment of install and build commands. `commit` makes builds that ask for the time reproducible. */
export function buildEnvironment(commit: { sha: string; authoredAt: string }, home: string) {
  return {
    ...baseEnvironment(),
    CI: "1",
    SLIPWAY_COMMIT: commit.sha,
    // reproducible-builds.org: the one clock two builds of the same commit share.
    SOURCE_DATE_EPOCH: String(Math.floor(Date.parse(commit.authoredAt) / 1_000)),
    // The release folder is no git repository, and a build must not find the one that SLIPWAY_HOME may lie in.
    GIT_CEILING_DIRECTORIES: home,
    COREPACK_ENABLE_DOWNLOAD_PROMPT: "0",
    // Yarn's plug-and-play needs `yarn node` to start anything; a plain start command has to work.
    YARN_NODE_LINKER: "node-modules",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
}

export function gitEnvironment(): Record<string, string> {
  return {
    ...baseEnvironment(),
    ...pick(["SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "GIT_SSL_CAINFO", "GIT_SSH", "GIT_CONFIG_GLOBAL"]),
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "false",
    SSH_ASKPASS: "false",
    GIT_SSH_COMMAND: process.env["GIT_SSH_COMMAND"] ?? "ssh -o BatchMode=yes",
    // Everything that runs a program of the caller's choice (ext::) or of an unknown helper stays shut.
    GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh",
    LC_ALL: "C",
  };
}

function baseEnvironment(): Record<string, string> {
  const npmSettings = NPM_SETTINGS.flatMap((name) => [
    `npm_config_${name}`,
    `NPM_CONFIG_${name.toUpperCase()}`,
  ]);
  const network = [...ABOUT_THE_NETWORK, ...ABOUT_THE_NETWORK.map((name) => name.toLowerCase())];
  const names = [...ABOUT_THE_USER, ...network, ...ABOUT_REGISTRIES, ...npmSettings];
  return { ...pick(names), PATH: programPath() };
}

/**
 * The folder of our own Node comes first, so that a service is built by the Node that runs it. What `npm start` put
 * in front (our own node_modules/.bin) is taken out: a build must not pass because it found a tool of ours.
 */
function programPath(): string {
  const inherited = (process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(":");
  const own = inherited.filter(
    (folder) => folder !== "" && !/node_modules\/\.bin\/?$|node-gyp-bin\/?$/.test(folder),
  );
  return [...new Set([dirname(process.execPath), ...own])].join(":");
}

function pick(names: readonly string[]): Record<string, string> {
  const present = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(present);
}
