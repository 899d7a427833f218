"use client";

import type { ReactNode } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Aggregation, MetricNamesView } from "@/lib/telemetry/contract";

export type MetricQuestion = {
  metric: string;
  /** Null: the first one that fits the metric. */
  aggregation: Aggregation | null;
  where: string;
  by: string;
};

type QuestionFormProps = {
  metrics: MetricNamesView["items"];
  question: MetricQuestion;
  onChange: (part: Partial<MetricQuestion>) => void;
  /** How values are distributed is asked without an aggregation, and of all together. */
  asks?: "series" | "distribution";
  /** Stands at the end of the line that names what is known of the metric. */
  children?: ReactNode;
};

/** The question: which metric, of whom, and told apart by what. */
export function QuestionForm({ metrics, question, onChange, asks = "series", children }: QuestionFormProps) {
  const metric = metrics.find(({ name }) => name === question.metric);
  const keys = metric?.keys ?? [];
  const aggregations = metric?.aggregations ?? [question.aggregation ?? "rate"];
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Metric">
          {(control) => (
            <Select
              {...control}
              value={question.metric}
              onChange={({ currentTarget }) =>
                onChange({ metric: currentTarget.value, aggregation: null, by: "", where: "" })
              }
            >
              {[...new Set([...metrics.map(({ name }) => name), question.metric])].map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
        {asks === "series" && (
          <Field label="What of it">
            {(control) => (
              <Select
                {...control}
                value={question.aggregation ?? aggregations[0]}
                onChange={({ currentTarget }) =>
                  onChange({ aggregation: aggregations.find((one) => one === currentTarget.value) ?? null })
                }
              >
                {aggregations.map((name) => (
                  <option key={name} value={name}>
                    {AGGREGATION_WORDS[name]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <TextQuestion
          label="Only where"
          value={question.where}
          placeholder='environment="production"'
          onSettle={(where) => onChange({ where })}
        />
        {asks === "series" && (
          <TextQuestion
            label="Told apart by"
            value={question.by}
            placeholder="nothing"
            suggestions={keys}
            onSettle={(by) => onChange({ by })}
          />
        )}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-xs text-fg-muted">
          {keys.length > 0 && (
            <>
              Known of it: <span className="font-mono">{keys.join(", ")}</span>. Conditions are written as in
              PromQL.
            </>
          )}
        </p>
        {children}
      </div>
    </>
  );
}

const AGGREGATION_WORDS: Record<Aggregation, string> = {
  rate: "Rate per second",
  increase: "Number per step",
  avg: "Mean",
  sum: "Sum",
  min: "Least",
  max: "Greatest",
  p50: "Median",
  p90: "90th percentile",
  p95: "95th percentile",
  p99: "99th percentile",
};

type TextQuestionProps = {
  label: string;
  value: string;
  placeholder: string;
  suggestions?: readonly string[];
  onSettle: (text: string) => void;
};

/** Text that is asked when one leaves it or presses Enter: half a condition is no question. */
function TextQuestion({ label, value, placeholder, suggestions, onSettle }: TextQuestionProps) {
  const listName = `${label} suggestions`.replaceAll(" ", "-");
  const settle = (text: string) => {
    if (text.trim() !== value) onSettle(text.trim());
  };
  return (
    <Field label={label}>
      {(control) => (
        <>
          <Input
            {...control}
            // A new address brings new text; until then what one types is one's own.
            key={value}
            defaultValue={value}
            placeholder={placeholder}
            list={suggestions && listName}
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            onBlur={({ currentTarget }) => settle(currentTarget.value)}
            onKeyDown={({ key, currentTarget }) => {
              if (key === "Enter") settle(currentTarget.value);
            }}
            className="font-mono"
          />
          {suggestions && (
            <datalist id={listName}>
              {suggestions.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}
