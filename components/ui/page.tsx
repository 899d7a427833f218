import type { ReactNode } from "react";

import { cx } from "./cx";

type PageProps = {
  /** `read` for forms and prose, `wide` (default) for lists and boards, `full` to the edges. */
  width?: "read" | "wide" | "full";
  children: ReactNode;
};

/** The column that every page's content stands in, with one rhythm between its parts. */
export function Page({ width = "wide", children }: PageProps) {
  return (
    <div
      className={cx(
        "mx-auto flex w-full flex-col gap-6 px-4 pt-5 pb-12 sm:px-6 sm:pt-6",
        width === "read" && "max-w-3xl",
        width === "wide" && "max-w-[80rem]",
      )}
    >
      {children}
    </div>
  );
}
