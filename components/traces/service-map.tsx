"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

import { LoaderIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { serviceMapQuery } from "@/lib/telemetry/query-options";

import { MapEmpty } from "./map-empty";
import { MapPicture } from "./map-picture";
import { MapTable } from "./map-table";

const RANGES = ["15m", "1h", "24h"] as const;
const VIEWS = ["map", "list"] as const;
type View = (typeof VIEWS)[number];
const mapSearch = {
  environment: parseAsString,
  range: parseAsStringLiteral(RANGES).withDefault("1h"),
  view: parseAsStringLiteral(VIEWS),
};

/** Who asks whom, how often, how well and how fast; as a picture and as a list. */
export function ServiceMapView() {
  const [{ environment, range, view }, setSearch] = useQueryStates(mapSearch, { history: "push" });
  const { data, error, isFetching, refetch } = useQuery(
    serviceMapQuery({ environment: environment ?? undefined, range }),
  );
  if (error && !data)
    return (
      <ErrorState
        title="The map could not be read."
        actions={
          <>
            <Button onClick={() => void refetch()}>Try again</Button>
            {environment && (
              <Button onClick={() => void setSearch({ environment: null })}>
                Choose the environment for me
              </Button>
            )}
          </>
        }
      >
        {error.message}
      </ErrorState>
    );
  if (!data) return <SkeletonRows rows={8} label="Loading the map" />;
  const shown = environment ?? data.environment ?? "";
  return (
    <div className="flex flex-col gap-4">
      <search aria-label="Choose the map" className="flex flex-wrap items-center gap-2">
        {data.environments.length > 0 && (
          <Select
            aria-label="Environment"
            value={shown}
            onChange={({ currentTarget }) => void setSearch({ environment: currentTarget.value })}
            className="w-auto! max-w-44"
          >
            {[...new Set([...data.environments, shown])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
        <fieldset className="flex items-center gap-1">
          <legend className="sr-only">How far back</legend>
          {RANGES.map((each) => (
            <Button
              key={each}
              variant={each === range ? "secondary" : "ghost"}
              aria-pressed={each === range}
              onClick={() => void setSearch({ range: each })}
            >
              {each.replace(/(\d+)/, "$1 ").replace(/m$/, "min")}
            </Button>
          ))}
        </fieldset>
        {/* A phone is too narrow for the picture: it begins with the list. */}
        <ViewChoice
          view={view ?? "map"}
          onChoose={(each) => void setSearch({ view: each })}
          className="max-sm:hidden"
        />
        <ViewChoice
          view={view ?? "list"}
          onChoose={(each) => void setSearch({ view: each })}
          className="sm:hidden"
        />
        {isFetching && <LoaderIcon size={14} label="Loading" className="animate-late text-fg-muted" />}
      </search>
      {data.nodes.length === 0 ? (
        <Panel>
          <MapEmpty />
        </Panel>
      ) : (
        <>
          {view !== "list" && (
            <div className={view === null ? "max-sm:hidden" : undefined}>
              <MapPicture map={data} range={range} />
            </div>
          )}
          {view !== "map" && (
            <div className={view === null ? "sm:hidden" : undefined}>
              <MapTable map={data} range={range} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

type ViewChoiceProps = { view: View; onChoose: (view: View) => void; className: string };

function ViewChoice({ view, onChoose, className }: ViewChoiceProps) {
  return (
    <fieldset className={cx("flex items-center gap-1", className)}>
      <legend className="sr-only">View</legend>
      {VIEWS.map((each) => (
        <Button
          key={each}
          variant={each === view ? "secondary" : "ghost"}
          aria-pressed={each === view}
          onClick={() => onChoose(each)}
        >
          {each === "map" ? "Map" : "List"}
        </Button>
      ))}
    </fieldset>
  );
}
