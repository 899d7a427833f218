import { SearchIcon } from "@/components/icons";
import { Input } from "@/components/ui/input";

type FilterInputProps = { label: string; value: string; onChange: (value: string) => void; busy?: boolean };

/** The text filter of a page: `/` goes to it. */
export function FilterInput({ label, value, onChange, busy }: FilterInputProps) {
  return (
    <div className="relative w-full sm:w-72">
      <SearchIcon
        size={14}
        className={`pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-subtle ${busy ? "animate-breathe" : ""}`}
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        data-filter-input
        maxLength={100}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="pl-8"
      />
    </div>
  );
}
