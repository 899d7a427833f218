import { LinkButton } from "./link-button";

type PaginationProps = {
  newest?: string | undefined;
  older?: string | undefined;
};

/** Pages by cursor: older, and back to the newest. The links carry the filters that are set. */
export function Pagination({ newest, older }: PaginationProps) {
  if (!newest && !older) return null;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2">
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
    </nav>
  );
}
