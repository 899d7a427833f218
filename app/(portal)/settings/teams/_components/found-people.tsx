import type { PersonView } from "@/lib/auth/contract";

type FoundPeopleProps = {
  people: readonly PersonView[];
  /** More match than are shown. */
  hasMore: boolean;
  chosenId: string | undefined;
  onChoose: (personId: string) => void;
};

/** Who matches and could be added; one of them is chosen. */
export function FoundPeople({ people, hasMore, chosenId, onChoose }: FoundPeopleProps) {
  return (
    <div className="flex min-h-30 flex-col gap-1.5">
      {people.length > 0 && (
        <fieldset>
          <legend className="sr-only">Person</legend>
          <div className="max-h-56 divide-y divide-border overflow-y-auto rounded-md border">
            {people.map(({ id, name, email }) => (
              <label
                key={id}
                className="flex cursor-pointer items-start gap-2.5 px-3 py-2 hover:bg-surface-2"
              >
                <input
                  type="radio"
                  name="person"
                  value={id}
                  checked={id === chosenId}
                  onChange={() => onChoose(id)}
                  className="mt-1 accent-accent"
                />
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {name} <span className="text-xs text-fg-muted">{email}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <output className="text-xs text-fg-muted empty:hidden">
        {hasMore
          ? "There are more: type more of the name."
          : people.length === 0 && "Nobody matches who could be added."}
      </output>
    </div>
  );
}
