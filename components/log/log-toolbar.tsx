"use client";

import { ArrowDownIcon, ChevronDownIcon, ChevronUpIcon, SearchIcon, WrapTextIcon } from "@/components/icons";
import { CopyButton } from "@/components/ui/copy-button";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/icon-button";

type LogToolbarProps = {
  search: string;
  onSearch: (text: string) => void;
  matchCount: number;
  /** 1-based. */
  matchNumber: number;
  onStep: (by: 1 | -1) => void;
  wrap: boolean;
  onWrap: (on: boolean) => void;
  live: boolean;
  following: boolean;
  onFollow: (on: boolean) => void;
  copyText: () => string;
};

/** Search with its matches, and what to do with the log. */
export function LogToolbar(props: LogToolbarProps) {
  const { search, onSearch, matchCount, matchNumber, onStep, wrap, onWrap, live, following, onFollow } =
    props;
  const pressed = "bg-surface-3! text-fg!";
  return (
    <div className="flex min-h-10 items-center gap-1 border-b px-2">
      <SearchIcon size={14} className="ml-1.5 text-fg-muted" />
      <input
        type="search"
        aria-label="Search the log"
        placeholder="Search the log"
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
          if (event.key === "Escape") onSearch("");
        }}
        className="h-8 min-w-0 flex-1 rounded-sm bg-transparent px-1.5 text-sm focus-visible:outline-offset-[-2px] [&::-webkit-search-cancel-button]:hidden"
      />
      {search && (
        <>
          <output className="px-1 text-xs whitespace-nowrap text-fg-muted">
            {matchCount === 0 ? "No match" : `${matchNumber} of ${matchCount}`}
          </output>
          <IconButton
            size="sm"
            icon={ChevronUpIcon}
            label="Previous match"
            keys="Shift Enter"
            disabled={matchCount === 0}
            onClick={() => onStep(-1)}
          />
          <IconButton
            size="sm"
            icon={ChevronDownIcon}
            label="Next match"
            keys="Enter"
            disabled={matchCount === 0}
            onClick={() => onStep(1)}
          />
          <span aria-hidden className="mx-1 h-4 border-l" />
        </>
      )}
      {live && (
        <button
          type="button"
          aria-pressed={following}
          onClick={() => onFollow(!following)}
          className={cx(
            "inline-flex h-6 items-center gap-1 rounded-md px-2 text-xs text-fg-muted touch-target hover:bg-surface-3 hover:text-fg",
            following && pressed,
          )}
        >
          <ArrowDownIcon size={12} />
          Follow
        </button>
      )}
      <IconButton
        size="sm"
        icon={WrapTextIcon}
        label="Wrap long lines"
        aria-pressed={wrap}
        onClick={() => onWrap(!wrap)}
        className={wrap ? pressed : ""}
      />
      <CopyButton text={props.copyText} label="Copy the log" />
    </div>
  );
}
