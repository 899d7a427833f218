import { ClockIcon } from "@/components/icons";
import { CodeSample } from "@/components/ui/code-sample";
import { EmptyState } from "@/components/ui/empty-state";

const FIRST_CHECK_IN = `import * as Sentry from "@sentry/node";

Sentry.init();

await Sentry.withMonitor("nightly-report", () => makeReport(), {
  schedule: { type: "crontab", value: "0 3 * * *" },
  checkinMargin: 5, // minutes
  maxRuntime: 30,
});`;

/** No task has told of itself: how the first one does. */
export function NoMonitors() {
  return (
    <EmptyState
      icon={ClockIcon}
      title="No task has checked in yet"
      action={<CodeSample code={FIRST_CHECK_IN} />}
      command="npm install @sentry/node"
    >
      Tasks that run by a schedule stand here once they say that they begin and how they end, and when one of
      them fails or does not come. Processes that Slipway runs know where to send to already.
    </EmptyState>
  );
}
