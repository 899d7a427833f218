import Link from "next/link";

import { SearchIcon } from "@/components/icons";
import { href } from "@/components/ui/href";

import { termInWords } from "./term-in-words";

type AttributeListProps = {
  attributes: Record<string, unknown>;
  /** Set when other traces with the same value can be looked for. */
  service?: string;
};

/** Keys and values, in the order of their names; each value leads to all traces that have it. */
export function AttributeList({ attributes, service }: AttributeListProps) {
  const entries = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return <p className="text-fg-muted">None</p>;
  return (
    <dl className="grid grid-cols-[minmax(6rem,40%)_1fr] gap-x-3 gap-y-1 text-xs">
      {entries.map(([key, value]) => {
        const text = typeof value === "string" ? value : JSON.stringify(value);
        return (
          <div key={key} className="group col-span-2 grid grid-cols-subgrid items-start">
            <dt className="font-mono text-fg-muted [overflow-wrap:anywhere]">{key}</dt>
            <dd className="flex min-w-0 items-start gap-1 font-mono">
              <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
              {service && text.length <= 200 && (
                <Link
                  href={href(
                    `/traces?service=${service}&where=${encodeURIComponent(termInWords(key, text))}`,
                  )}
                  aria-label={`Find traces with ${key} ${text}`}
                  data-tooltip="Find traces with the same value"
                  className="rounded-sm text-fg-subtle hover:text-fg"
                >
                  <SearchIcon size={12} />
                </Link>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
