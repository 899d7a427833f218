"use client";

import { useQueryStates } from "nuqs";
import { useId } from "react";

import { formText } from "@/components/forms/form-text";
import { XIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { SearchField } from "@/components/ui/search-field";
import { Select } from "@/components/ui/select";

import { TRACE_RANGES, traceSearch } from "./trace-search";

type TraceFiltersProps = {
  environments: readonly string[];
  /** Names to choose from; without them the page is about one service. */
  services?: readonly string[] | undefined;
  loading: boolean;
};

/** What to look for. The URL holds it; selects act at once, texts with Enter or the button. */
export function TraceFilters({ environments, services, loading }: TraceFiltersProps) {
  const list = useId();
  const [search, setSearch] = useQueryStates(traceSearch, { history: "push" });
  const submit = (form: FormData) =>
    void setSearch({
      where: formText(form, "where") || null,
      minMs: wholeOf(formText(form, "minMs")),
      maxMs: wholeOf(formText(form, "maxMs")),
      ...(services && { service: formText(form, "service") || null }),
    });
  const chips = (
    [
      ["operation", search.operation, "Operation"],
      ["release", search.release && "one", "Release"],
    ] as const
  ).filter(([, value]) => value);
  return (
    <search aria-label="Search traces" className="flex flex-col gap-2">
      <form
        // Back and a link from elsewhere bring other texts than those that were typed.
        key={JSON.stringify([search.where, search.minMs, search.maxMs, search.service])}
        action={submit}
        className="flex flex-wrap items-center gap-2"
      >
        <SearchField
          label="Attributes: http.route=/orders name=checkout"
          name="where"
          defaultValue={search.where ?? ""}
          onChange={() => {}}
          className="min-w-56 flex-1 sm:max-w-96"
        />
        {services && (
          <>
            <Input
              name="service"
              list={list}
              aria-label="Service"
              placeholder="Any service"
              defaultValue={search.service ?? ""}
              className="w-36!"
            />
            <datalist id={list}>
              {services.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </datalist>
          </>
        )}
        <Input
          name="minMs"
          type="number"
          min={0}
          aria-label="Shortest, in milliseconds"
          placeholder="min ms"
          defaultValue={search.minMs ?? ""}
          className="w-24!"
        />
        <Input
          name="maxMs"
          type="number"
          min={0}
          aria-label="Longest, in milliseconds"
          placeholder="max ms"
          defaultValue={search.maxMs ?? ""}
          className="w-24!"
        />
        <Button type="submit" loading={loading}>
          Search
        </Button>
      </form>
      <div className="flex flex-wrap items-center gap-2">
        <Choice
          label="Environment"
          value={search.environment ?? ""}
          options={[["", "Environment: any"], ...environments.map((name) => [name, name] as const)]}
          onChoose={(value) => void setSearch({ environment: value || null })}
        />
        <Choice
          label="Status"
          value={search.status ?? ""}
          options={[
            ["", "Status: any"],
            ["error", "With an error"],
            ["ok", "Without"],
          ]}
          onChoose={(value) => void setSearch({ status: value === "error" || value === "ok" ? value : null })}
        />
        <Choice
          label="Order"
          value={search.order}
          options={[
            ["newest", "Newest first"],
            ["slowest", "Slowest first"],
          ]}
          onChoose={(value) => void setSearch({ order: value === "slowest" ? value : null })}
        />
        <fieldset className="flex items-center gap-1">
          <legend className="sr-only">How far back</legend>
          {TRACE_RANGES.map((each) => (
            <Button
              key={each}
              variant={each === search.range ? "secondary" : "ghost"}
              aria-pressed={each === search.range}
              onClick={() => void setSearch({ range: each })}
            >
              {each.replace(/(\d+)/, "$1 ").replace(/m$/, "min")}
            </Button>
          ))}
        </fieldset>
        {chips.map(([key, value, label]) => (
          <button
            key={key}
            type="button"
            aria-label={`Remove the filter ${label}`}
            onClick={() => void setSearch({ [key]: null })}
            className="inline-flex h-6 items-center gap-1 rounded-md border bg-surface-2 pr-1 pl-2 text-xs touch-target hover:bg-surface-3"
          >
            <span className="text-fg-muted">{label}</span> {value}
            <XIcon size={12} className="text-fg-muted" />
          </button>
        ))}
      </div>
    </search>
  );
}

const wholeOf = (text: string) => (/^\d{1,8}$/.test(text) ? Number(text) : null);

type ChoiceProps = {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChoose: (value: string) => void;
};

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      className="w-auto! max-w-44"
    >
      {options.map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </Select>
  );
}
