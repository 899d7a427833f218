import { ClockIcon } from "@/components/icons";
import { CodeSample } from "@/components/ui/code-sample";
import { CommandLine } from "@/components/ui/command-line";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";

const FIRST_CHECK_IN = `import * as Sentry from "@sentry/node";

Sentry.init();

await Sentry.withMonitor("nightly-report", () => makeReport(), {
  schedule: { type: "crontab", value: "0 3 * * *" },
  checkinMargin: 5, // minutes
  maxRuntime: 30,
});`;

/** No task has told of itself: how the first one does. */
export function NoMonitors({ serviceName }: { serviceName: string }) {
  return (
    <EmptyState
      icon={ClockIcon}
      title="No task has checked in yet"
      action={
        <>
          <CommandLine command="npm install @sentry/node" />
          <CodeSample code={FIRST_CHECK_IN} />
        </>
      }
    >
      A task that runs by a schedule says when it begins and how it ends. When one fails, does not begin in
      time or does not end, it stands here and on the overview. Processes that Slipway runs know where to send
      to; others find it in the{" "}
      <TextLink to={`/services/${serviceName}/settings#telemetry`}>settings</TextLink>.
    </EmptyState>
  );
}
