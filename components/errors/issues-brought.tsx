import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { IssuesView } from "@/lib/errors/contract";

type IssuesBroughtProps = {
  service: { name: string };
  release: { id: string; number: number };
  /** Its open issues, the last seen first. */
  issues: IssuesView;
};

/** What a release brought that was not there before it; nothing while nothing is known of that kind. */
export function IssuesBrought({ service, release, issues: { items, nextCursor } }: IssuesBroughtProps) {
  if (items.length === 0) return null;
  const all = `/errors?service=${service.name}&release=${release.id}`;
  const count =
    nextCursor !== null
      ? `more than ${items.length} errors`
      : items.length === 1
        ? "an error"
        : `${items.length} errors`;
  return (
    <Notice tone="warn" title={`#${release.number} brought ${count} that nobody had seen before`}>
      <ul className="flex flex-col gap-0.5">
        {items.map(({ id, title, count: events, environments }) => (
          <li key={id} className="flex min-w-0 flex-wrap gap-x-2">
            <TextLink to={`/errors/${id}`} className="line-clamp-1">
              {title}
            </TextLink>
            <span className="text-xs tabular-nums">
              {[`${events.toLocaleString("en")}×`, environments.length > 0 && `in ${environments.join(", ")}`]
                .filter(Boolean)
                .join(" ")}
            </span>
          </li>
        ))}
      </ul>
      {nextCursor !== null && <TextLink to={all}>All of them</TextLink>}
    </Notice>
  );
}
