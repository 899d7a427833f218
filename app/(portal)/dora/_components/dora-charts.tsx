"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";

import { ChartFrame, LegendMark } from "@/components/charts/chart-frame";
import { countedPath, type DoraScope } from "@/components/delivery/dora-words";
import { Duration } from "@/components/time/duration";
import { durationInWords } from "@/components/time/format-instant";
import { href } from "@/components/ui/href";
import { Skeleton } from "@/components/ui/skeleton";
import { Cell, Row } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { DoraBucket } from "@/lib/delivery/contract";

const loading = () => <Skeleton className="size-full" />;
// Nobody else pays for the chart library, and a picture needs a width, which the server does not know.
const BucketBars = dynamic(
  () => import("@/components/charts/bucket-charts").then((module) => module.BucketBars),
  {
    ssr: false,
    loading,
  },
);
const BucketLine = dynamic(
  () => import("@/components/charts/bucket-charts").then((module) => module.BucketLine),
  {
    ssr: false,
    loading,
  },
);

type DoraChartsProps = { buckets: DoraBucket[]; timeZone: string; scope: DoraScope };

/** The same figures over time: how many changes and how many of them failed, and how long commits took. */
export function DoraCharts({ buckets, timeZone, scope }: DoraChartsProps) {
  const router = useRouter();
  const named = buckets.map((bucket) => ({ ...bucket, ...namesOf(bucket, timeZone) }));
  const isDaily = named.every(({ label, title }) => label === title);
  const unit = isDaily ? "day" : "week";
  const scale = scaleOf(Math.max(...buckets.map(({ leadMedianMs }) => leadMedianMs ?? 0)));
  return (
    <div className="grid gap-3 xl:grid-cols-2">
      <ChartFrame
        title={`Changes per ${unit}`}
        description={`Bars: changes in production per ${unit}, and how many of them failed. The table below has the numbers.`}
        legend={
          <>
            <LegendMark color="var(--accent)">Good</LegendMark>
            <LegendMark color="var(--status-fail)">Failed</LegendMark>
          </>
        }
        head={[isDaily ? "Day" : "Week", "Changes", "Failed"]}
        rows={named.map((bucket) => (
          <Row key={bucket.from}>
            <Cell main>{bucket.title}</Cell>
            <Cell align="end">
              <Door count={bucket.changes} to={countedPath("change", bucket, scope)} what="changes" />
            </Cell>
            <Cell align="end">
              <Door count={bucket.failures} to={countedPath("failure", bucket, scope)} what="failed" />
            </Cell>
          </Row>
        ))}
      >
        <BucketBars
          buckets={named.map(({ label, title, changes, failures }) => ({
            label,
            title,
            good: changes - failures,
            bad: failures,
          }))}
          names={{ good: "good", bad: "failed" }}
          onOpen={(index) => {
            const bucket = named[index];
            if (bucket) router.push(href(countedPath("change", bucket, scope)));
          }}
        />
      </ChartFrame>
      <ChartFrame
        title={`Lead time, median per ${unit}`}
        description={`A line: how long half of the commits took at most that reached production in a ${unit}. The table below has the numbers.`}
        head={[isDaily ? "Day" : "Week", "Commits", "Median"]}
        rows={named.map((bucket) => (
          <Row key={bucket.from}>
            <Cell main>{bucket.title}</Cell>
            <Cell align="end">
              <Door count={bucket.commits} to={countedPath("first_traffic", bucket, scope)} what="commits" />
            </Cell>
            <Cell align="end">
              <Duration ms={bucket.leadMedianMs} />
            </Cell>
          </Row>
        ))}
      >
        <BucketLine
          buckets={named.map(({ label, title, leadMedianMs }) => ({
            label,
            title,
            value: leadMedianMs === null ? null : leadMedianMs / scale.ms,
          }))}
          unit={scale.unit}
          format={(value) => durationInWords(value * scale.ms)}
        />
      </ChartFrame>
    </div>
  );
}

const SCALES = [
  { unit: "d", ms: 86_400_000 },
  { unit: "h", ms: 3_600_000 },
  { unit: "min", ms: 60_000 },
] as const;

/** The largest unit that the axis has a whole one of, so that it counts in round numbers. */
const scaleOf = (longestMs: number) => SCALES.find(({ ms }) => longestMs >= ms) ?? { unit: "s", ms: 1_000 };

function Door({ count, to, what }: { count: number; to: string; what: string }) {
  if (count === 0) return <span className="text-fg-subtle">0</span>;
  return (
    <TextLink to={to}>
      {count.toLocaleString("en")}
      <span className="sr-only"> {what}</span>
    </TextLink>
  );
}

/** "23 Nov", and the whole range for what is longer than a day. A day may have 25 hours. */
function namesOf({ from, to }: DoraBucket, timeZone: string): { label: string; title: string } {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" });
  const label = format.format(new Date(from));
  const last = format.format(new Date(Date.parse(to) - 1));
  return { label, title: label === last ? label : `${label} to ${last}` };
}
