import { SearchField } from "@/components/ui/search-field";

type FilterInputProps = { label: string; value: string; onChange: (value: string) => void; busy?: boolean };

/** The text filter over the board and the lists like it. */
export function FilterInput(props: FilterInputProps) {
  return <SearchField {...props} maxLength={100} className="w-full sm:w-72" />;
}
