import { LinkButton } from "./link-button";

type PaginationProps = {
  /** "50 of about 12,400 deployments"; only what is true. */
  summary?: string;
  newest?: string | undefined;
  older?: string | undefined;
};

/** Pages by cursor: older, and back to the newest. The links carry the filters that are set. */
export function Pagination({ summary, newest, older }: PaginationProps) {
  if (!summary && !newest && !older) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3">
      <p className="text-xs text-fg-muted">{summary}</p>
      <div className="flex gap-2">
        {newest && (
          <LinkButton to={newest} size="sm">
            Newest
          </LinkButton>
        )}
        {older && (
          <LinkButton to={older} size="sm">
            Older
          </LinkButton>
        )}
      </div>
    </nav>
  );
}
