"use client";

import { useQueryStates } from "nuqs";
import { useEffect, useState } from "react";

import { PauseIcon, XIcon, ZapIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { SearchField } from "@/components/ui/search-field";

import { logSearch } from "./log-search-params";

const RANGES = ["15m", "1h", "6h", "24h", "7d"] as const;
const WORDS = { "15m": "15 min", "1h": "1 h", "6h": "6 h", "24h": "24 h", "7d": "7 d" };
const TYPING_PAUSE_MS = 300;

/** What is searched, of which time, and whether new lines come by themselves; the URL holds all of it. */
export function LogToolbar({ busy }: { busy: boolean }) {
  const [{ q, range, from, to, live }, setSearch] = useQueryStates(logSearch, { history: "push" });
  const [text, setText] = useState(q ?? "");
  const [settled, setSettled] = useState(q ?? "");
  // The URL may change without us: Back, or a field that was chosen.
  if ((q ?? "") !== settled) {
    setSettled(q ?? "");
    setText(q ?? "");
  }
  // The clock is the outside system: the URL follows when typing pauses.
  useEffect(() => {
    if (text.trim() === settled) return;
    const timer = setTimeout(() => {
      setSettled(text.trim());
      void setSearch({ q: text.trim() || null, line: null }, { history: "replace" });
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, settled, setSearch]);
  const isOfTime = from !== null || to !== null;
  return (
    <search aria-label="Search lines" className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          label="Search lines"
          value={text}
          onChange={setText}
          busy={busy}
          aria-describedby="log-search-syntax"
          className="min-w-56 flex-1"
        />
        <fieldset className="flex items-center gap-1">
          <legend className="sr-only">How far back</legend>
          {RANGES.map((each) => (
            <Button
              key={each}
              variant={each === range && !isOfTime ? "secondary" : "ghost"}
              aria-pressed={each === range && !isOfTime}
              onClick={() => void setSearch({ range: each, from: null, to: null, line: null })}
            >
              {WORDS[each]}
            </Button>
          ))}
        </fieldset>
        {isOfTime ? (
          <Button icon={XIcon} onClick={() => void setSearch({ from: null, to: null, line: null })}>
            Leave this time
          </Button>
        ) : (
          <Button
            icon={live ? PauseIcon : ZapIcon}
            variant={live ? "primary" : "secondary"}
            aria-pressed={live}
            onClick={() => void setSearch({ live: live ? null : true, line: null })}
          >
            {live ? "Following" : "Follow"}
          </Button>
        )}
      </div>
      <p id="log-search-syntax" className="text-xs text-fg-muted">
        All words, in any case. <code className="code">&quot;several words&quot;</code>{" "}
        <code className="code">-without</code> <code className="code">field:value</code>{" "}
        <code className="code">trace:id</code>
      </p>
    </search>
  );
}
