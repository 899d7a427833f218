"use client";

import dynamic from "next/dynamic";

import { PanelLoading } from "./panel-states";

// Only who has text on a dashboard pays for the reader of Markdown.
const Markdown = dynamic(() => import("./markdown"), { ssr: false, loading: PanelLoading });

/** Words between the charts. */
export function TextPanel({ markdown, title }: { markdown: string; title: string }) {
  return (
    <section
      aria-label={`Text of ${title || "the panel"}`}
      // A long text is scrolled within its panel, by the keyboard as well.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="size-full overflow-y-auto px-3 pb-3"
    >
      <Markdown text={markdown} />
    </section>
  );
}
