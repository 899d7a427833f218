import type { Frame } from "../contract/event";
import { normaliseFileName } from "./normalise";

/** One line of the explanation: what was looked at, and whether it is part of the group's identity. */
export type Part = { what: string; text: string; counts: boolean; why?: string };

const MOST_CONTEXT_CHARS = 120;

/**
 * Whether a frame is the program's own code. The SDK knows its project; where it did not say, folders of packages and
 * namespaces of runtimes are told by their names.
 */
export const isOwnCode = (frame: Frame): boolean =>
  frame.inApp ?? !FOREIGN.test(`${frame.file ?? ""}\n${frame.module ?? ""}`);
const FOREIGN =
  /(^|\/)(node_modules|site-packages|dist-packages|vendor|\.cargo|\.pnpm)\/|^(node|internal|bun|deno|ext):|^internal\/|^<frozen |\/lib\/python[\d.]+\/|\/usr\/(local\/)?(lib|go)\/|\n(java|javax|jdk|sun|kotlin|kotlinx|scala|org\.springframework|org\.apache|org\.hibernate|io\.netty)\.|\n(runtime|net\/http|reflect|testing)(\.|$)/;

/** What identifies a frame, and undefined when nothing of it does. Never a line or a column: they move with each commit. */
function identityOf(frame: Frame): { key: string; shown: string } | undefined {
  const place = placeOf(frame);
  const context = contextOf(frame);
  const name = functionOf(frame);
  // An unnamed function in a file is the whole file; with its line of source it is a certain one.
  if (name === undefined && context === undefined) return undefined;
  return {
    key: JSON.stringify([place ?? null, name ?? null, context ?? null]),
    shown: [name ?? "(unnamed)", place && `in ${place}`, context && `“${context}”`].filter(Boolean).join(" "),
  };
}

function placeOf({ module, file }: Frame): string | undefined {
  if (module !== null && module !== "" && module !== "?") return normaliseFileName(module);
  if (file === null || /^(blob:|data:|<|\[)/.test(file)) return undefined;
  const base = file.split(/[?#]/, 1)[0]?.split(/[/\\]/).at(-1) ?? "";
  // The address of a page is no file: what runs inside of it has no name of its own.
  if (base === "" || (/^https?:/.test(file) && !/\.[cm]?[jt]sx?$/.test(base))) return undefined;
  return normaliseFileName(base.toLowerCase());
}

const ANONYMOUS =
  /^(\?|<anonymous>|anonymous|\(anonymous function\)|<unknown>|<lambda>|<module>|\{closure\}|lambda\$.*|func\d+(\.\d+)*|eval|global code|\[native code\])$/;

function functionOf(frame: Frame): string | undefined {
  if (frame.function === null) return undefined;
  const bare = frame.function.replace(/^(async|new|get|set) /, "").replace(/ \[as .*\]$/, "");
  // `Object.<anonymous>`, `ModuleLoader.import`: the class is where it is called, not what it is. Java and Go say packages.
  const name = (/^[\w$.<>*]+$/.test(bare) && bare.split(".").at(-1)) || bare;
  if (ANONYMOUS.test(name)) return undefined;
  // A minifier gives out one or two letters anew with every build.
  if (name.length <= 2 && frame.contextLine === null && /\.[cm]?js($|\?)/.test(frame.file ?? ""))
    return undefined;
  return name;
}

function contextOf({ contextLine }: Frame): string | undefined {
  const line = contextLine?.replaceAll(/\s+/g, " ").trim();
  // A longer line is minified code, or the SDK's cut through it.
  return !line || line.length > MOST_CONTEXT_CHARS || line.includes("{snip}") ? undefined : line;
}

/** The frames of a stack as parts, innermost first, with the reason where one does not count. */
export function partsOfStack(frames: readonly Frame[], onlyOwn: boolean): { parts: Part[]; keys: string[] } {
  const parts: Part[] = [];
  const keys: string[] = [];
  let before: string | undefined;
  for (const frame of frames) {
    const shownAs = frame.function ?? frame.module ?? frame.file ?? "(unknown)";
    const identity = identityOf(frame);
    const why =
      onlyOwn && !isOwnCode(frame)
        ? "not the service's own code"
        : !identity
          ? "nothing in it outlives a build"
          : identity.key === before
            ? "calls itself"
            : undefined;
    parts.push({
      what: "frame",
      text: identity?.shown ?? shownAs,
      counts: why === undefined,
      ...(why && { why }),
    });
    if (identity && why === undefined) {
      keys.push(identity.key);
      before = identity.key;
    } else if (identity && why !== "calls itself") before = onlyOwn ? before : undefined;
  }
  return { parts: parts.toReversed(), keys };
}
