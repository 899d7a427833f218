import type { ComponentProps } from "react";

import { SearchIcon } from "@/components/icons";

import { cx } from "./cx";
import { Input } from "./input";

type SearchFieldProps = Omit<ComponentProps<"input">, "type" | "onChange"> & {
  /** Its name, and what stands in it while it is empty. */
  label: string;
  onChange: (text: string) => void;
  /** What was typed is on its way. */
  busy?: boolean;
};

/** The text filter of a page: `/` goes to it. */
export function SearchField({ label, onChange, busy, className, ...rest }: SearchFieldProps) {
  return (
    <div className={cx("relative", className)}>
      <SearchIcon
        size={14}
        className={cx(
          "pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-muted",
          busy && "animate-breathe",
        )}
      />
      <Input
        {...rest}
        type="search"
        data-filter-input
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        className="pl-8"
      />
    </div>
  );
}
