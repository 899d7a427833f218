import { homedir } from "node:os";
import { isAbsolute, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { BuildFailed } from "./build";

/** What git is given, whether it is a folder on this machine, and what a person may read (no password in it). */
export type RepositoryUrl = { location: string; isLocal: boolean; shown: string };

const SCHEMES = new Set(["http:", "https:", "ssh:", "git:"]);
/** git@github.com:team/service.git; the part before the colon has no slash, and `::` would name a helper program. */
const SSH_SHORTHAND = /^(?:[\w.-]+@)?[A-Za-z0-9][\w.-]*:(?!:)[^\s]+$/;

/** Accepts an absolute path, `~/path`, `file://`, http(s), ssh, git and `user@host:path`; throws BuildFailed. */
export function parseRepositoryUrl(input: string): RepositoryUrl {
  const text = input.trim();
  // oxlint-disable-next-line no-control-regex -- a line break in a URL would forge a line of git's protocol
  if (text === "" || text.startsWith("-") || /[\u0000-\u001F\u007F]/.test(text)) throw refuse(text);
  if (text === "~" || text.startsWith("~/")) return local(join(homedir(), text.slice(1)));
  if (isAbsolute(text)) return local(text);
  if (text.startsWith("file://")) return local(pathOfFileUrl(text));
  if (text.includes("://")) return remote(text);
  if (SSH_SHORTHAND.test(text)) return { location: text, isLocal: false, shown: text };
  throw refuse(text);
}

/** A text without what stands before an @ in the URLs it mentions. */
export const withoutCredentials = (text: string): string => text.replaceAll(/:\/\/[^/\s]*@/g, "://");

function local(path: string): RepositoryUrl {
  const location = normalize(path).replace(/(.)\/+$/, "$1");
  return { location, isLocal: true, shown: location };
}

function pathOfFileUrl(text: string): string {
  try {
    return fileURLToPath(text);
  } catch {
    throw refuse(text);
  }
}

function remote(text: string): RepositoryUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // A host or user that begins with a dash would be read as an option by ssh.
  if (
    !url ||
    !SCHEMES.has(url.protocol) ||
    url.hostname === "" ||
    [url.hostname, url.username].some((part) => part.startsWith("-"))
  ) {
    throw refuse(text);
  }
  const shown = new URL(url);
  shown.password = "";
  if (shown.protocol !== "ssh:") shown.username = "";
  return { location: text, isLocal: false, shown: shown.href };
}

const refuse = (text: string) =>
  new BuildFailed(
    "fetch",
    "repository_unreachable",
    `${JSON.stringify(withoutCredentials(text).slice(0, 200))} is neither a path on this machine (/…, ~/… or file://…) nor a git URL (https://…, ssh://…, git://… or user@host:…).`,
  );
