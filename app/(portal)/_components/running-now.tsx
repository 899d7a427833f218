import Link from "next/link";

import { counted } from "@/components/delivery/counted";
import { AlertTriangleIcon, CheckCircleIcon, CircleHelpIcon, LoaderIcon } from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";
import { href } from "@/components/ui/href";
import { Section } from "@/components/ui/section";
import { TONE_MARK, type Tone } from "@/components/ui/tone";
import type { BoardState } from "@/db/enums";
import type { HomeView } from "@/lib/delivery/contract";

type Running = HomeView["running"][number];

/** What runs, per environment. Each number leads to its rows. */
export function RunningNow({ environments }: { environments: Running[] }) {
  return (
    <Section title="What runs">
      <ul className="grid gap-3 sm:grid-cols-[repeat(auto-fit,minmax(14rem,1fr))]">
        {environments.map((each) => (
          <li key={each.environment} className="rounded-lg border bg-surface px-4 py-3">
            <h3 className="font-medium">{each.environment}</h3>
            <RunningFigures running={each} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function RunningFigures({ running }: { running: Running }) {
  const { environment, healthy, degraded, unknown, inFlight } = running;
  const services = (state: BoardState) => `/environments?state=${state}&environment=${environment}`;
  if (healthy + degraded + unknown + inFlight === 0)
    return <p className="text-fg-muted">Nothing runs here.</p>;
  return (
    <p className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
      <Figure to={services("healthy")} icon={CheckCircleIcon} tone="ok" text={`${healthy} healthy`} />
      {degraded > 0 && (
        <Figure
          to={services("degraded")}
          icon={AlertTriangleIcon}
          tone="warn"
          text={`${degraded} degraded`}
        />
      )}
      {unknown > 0 && (
        <Figure to={services("unknown")} icon={CircleHelpIcon} tone="unknown" text={`${unknown} unknown`} />
      )}
      {inFlight > 0 && (
        <Figure
          to={`/deployments?environment=${environment}&status=queued,waiting,running`}
          icon={LoaderIcon}
          tone="progress"
          text={`${counted(inFlight, "deployment")} under way`}
        />
      )}
    </p>
  );
}

function Figure({ to, icon: Shape, tone, text }: { to: string; icon: Icon; tone: Tone; text: string }) {
  return (
    <Link href={href(to)} className="inline-flex items-center gap-1.5 rounded-sm py-0.5 hover:underline">
      <Shape size={14} className={TONE_MARK[tone]} />
      {text}
    </Link>
  );
}
