"use client";

import { useMemo, useState } from "react";

import { findMatches, plainText, type ShownLine } from "./log-line";
import { LogLines } from "./log-lines";
import { LogToolbar } from "./log-toolbar";

export type LogPanelProps = {
  lines: readonly ShownLine[];
  /** What the log is of: "Log of the deployment". */
  label: string;
  /** More lines will come: offers to follow them. */
  live?: boolean;
  /** Instead of lines, while there are none. */
  empty?: string;
  /** Below the last line, once none will follow. */
  ending?: string | undefined;
};

/** The log with its tools. */
export function LogPanel({ lines, label, live = false, empty = "No lines yet.", ending }: LogPanelProps) {
  const [search, setSearch] = useState("");
  const [matchAt, setMatchAt] = useState(0);
  const [wrap, setWrap] = useState(true);
  const [wantsToFollow, setFollowing] = useState(true);
  const following = live && wantsToFollow;
  const texts = useMemo(() => lines.map(({ text }) => plainText(text)), [lines]);
  const matches = useMemo(() => findMatches(texts, search.trim()), [texts, search]);
  const current = matches.length > 0 ? matches[Math.min(matchAt, matches.length - 1)] : undefined;

  const step = (by: number) => {
    setFollowing(false);
    setMatchAt((at) => (matches.length === 0 ? 0 : (at + by + matches.length) % matches.length));
  };

  return (
    <section aria-label={label} className="flex h-full flex-col">
      <LogToolbar
        search={search}
        onSearch={(text) => {
          setSearch(text);
          setMatchAt(0);
          if (text) setFollowing(false);
        }}
        matchCount={matches.length}
        matchNumber={matches.length > 0 ? Math.min(matchAt, matches.length - 1) + 1 : 0}
        onStep={step}
        wrap={wrap}
        onWrap={setWrap}
        live={live}
        following={following}
        onFollow={setFollowing}
        copyText={() => texts.join("\n")}
      />
      {lines.length === 0 ? (
        <p className="p-4 text-fg-muted">{empty}</p>
      ) : (
        <LogLines
          lines={lines}
          texts={texts}
          label={label}
          search={search.trim()}
          current={current}
          wrap={wrap}
          following={following}
          onFollow={live ? setFollowing : undefined}
        />
      )}
      {!live && ending && <p className="border-t px-4 py-2 text-xs text-fg-muted">{ending}</p>}
    </section>
  );
}
