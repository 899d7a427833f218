import { Button } from "@/components/ui/button";

type RangeChoiceProps<R extends string> = {
  ranges: readonly R[];
  range: R;
  onChoose: (range: R) => void;
};

/** How far back one looks from now. */
export function RangeChoice<R extends string>({ ranges, range, onChoose }: RangeChoiceProps<R>) {
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="sr-only">How far back</legend>
      {ranges.map((each) => (
        <Button
          key={each}
          variant={each === range ? "secondary" : "ghost"}
          aria-pressed={each === range}
          onClick={() => onChoose(each)}
        >
          {each.replace(/\D/, " $&")}
        </Button>
      ))}
    </fieldset>
  );
}
