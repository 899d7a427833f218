"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { ExploreLink } from "@/components/explore/explore-link";
import { explorePath } from "@/components/explore/explore-path";
import { formText } from "@/components/forms/form-text";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SCRAPE_INTERVALS_SECONDS } from "@/db/enums";
import { updateServiceAction } from "@/lib/catalog/actions";
import type { ServiceSettings } from "@/lib/catalog/contract";
import { scrapesQuery } from "@/lib/telemetry/query-options";

import { ScrapeList } from "./scrape-list";

type MetricsPageProps = {
  service: { id: string; name: string; settings: ServiceSettings };
  mayEdit: boolean;
};

/** Where processes tell metrics in Prometheus' format, and how reading them goes. */
export function MetricsPage({ service, mayEdit }: MetricsPageProps) {
  const [saved, setSaved] = useState(false);
  const [opened] = useState(service.settings);
  const { data: scrapes, refetch } = useQuery(scrapesQuery(service.id));
  const { request, pending, problem } = useRequest(updateServiceAction, () => {
    setSaved(true);
    void refetch();
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault(); // a form action would empty the fields, also when the server refuses
    setSaved(false);
    const form = new FormData(event.currentTarget);
    const path = formText(form, "metricsPath").trim();
    const seconds = SCRAPE_INTERVALS_SECONDS.find(
      (one) => String(one) === formText(form, "metricsIntervalSeconds"),
    );
    request({
      id: service.id,
      settings: { metricsPath: path === "" ? null : path, metricsIntervalSeconds: seconds ?? null },
    });
  };
  const problems = problem?.fields ?? {};
  const refusal = problem && Object.keys(problems).length === 0 ? problem.message : undefined;
  const ofRelease = scrapes?.source === "release" ? scrapes.path : null;

  return (
    <section aria-label="Metrics in Prometheus’ format" className="mt-6 flex flex-col gap-4 border-t pt-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <div>
          <h3 className="font-medium">Metrics in Prometheus’ format</h3>
          <p className="text-fg-muted">
            A page that every process Slipway runs is asked for. It counts at once, without a build; an empty
            path leaves it to <code className="code">slipway.yaml</code>.
          </p>
        </div>
        {scrapes?.path != null && (
          <ExploreLink
            to={explorePath({
              metric: "up",
              aggregation: "min",
              where: `service=${JSON.stringify(service.name)}`,
              by: "environment,release",
              range: "1h",
            })}
            title={`whether processes of ${service.name} are up`}
          />
        )}
      </div>
      <form onSubmit={submit} onChange={() => setSaved(false)}>
        <fieldset
          disabled={!mayEdit}
          className="grid min-w-0 items-start gap-4 sm:grid-cols-[minmax(0,1fr)_12rem_auto]"
        >
          <Field label="Path" error={problems["settings.metricsPath"]}>
            {(control) => (
              <Input
                {...control}
                name="metricsPath"
                className="code"
                autoComplete="off"
                spellCheck={false}
                placeholder={ofRelease ?? "none, often /metrics"}
                defaultValue={opened.metricsPath ?? ""}
              />
            )}
          </Field>
          <Field label="How often" error={problems["settings.metricsIntervalSeconds"]}>
            {(control) => (
              <Select
                {...control}
                name="metricsIntervalSeconds"
                defaultValue={opened.metricsIntervalSeconds ?? ""}
              >
                <option value="">
                  {ofRelease === null ? "As usual, 30 seconds" : "As slipway.yaml says"}
                </option>
                {SCRAPE_INTERVALS_SECONDS.map((seconds) => (
                  <option key={seconds} value={seconds}>
                    Every {seconds} seconds
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {mayEdit && (
            <div className="flex items-center gap-3 sm:pt-6.5">
              <Button type="submit" loading={pending}>
                Save
              </Button>
              <output className="min-w-12 text-fg-muted">{saved && "Saved."}</output>
            </div>
          )}
        </fieldset>
        <FormError message={refusal} />
      </form>
      {scrapes && <ScrapeList scrapes={scrapes} />}
    </section>
  );
}
