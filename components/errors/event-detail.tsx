import { tagged } from "@/components/delivery/release-name";
import { Instant } from "@/components/time/instant";
import { momentInTrace } from "@/components/traces/trace-search";
import { EmptyState } from "@/components/ui/empty-state";
import { Facts } from "@/components/ui/facts";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { ReleaseTag } from "@/components/ui/release-tag";
import { TextLink } from "@/components/ui/text-link";
import type { IssueView } from "@/lib/errors/contract";

import { EventAttachments } from "./event-attachments";
import { Breadcrumbs } from "./event-breadcrumbs";
import { NamedValues } from "./named-values";
import { StackView } from "./stack-view";

/** One event with all that was said in it, and the way to the ones before and after it. */
export function EventDetail({ issue }: { issue: IssueView }) {
  const shown = issue.event;
  if (!shown)
    return (
      <Panel title="Event">
        <EmptyState title="No event is kept any more">
          What was counted of them stays; their stacks are kept for 30 days.
        </EmptyState>
      </Panel>
    );
  const { event, release } = shown;
  const main = event.exceptions.toReversed();
  return (
    <>
      <Panel
        title="Event"
        description={<Instant at={shown.at} />}
        actions={
          <>
            {shown.olderId && (
              <LinkButton size="sm" to={`/errors/${issue.id}?event=${shown.olderId}`}>
                Older
              </LinkButton>
            )}
            {shown.newerId && (
              <LinkButton size="sm" to={`/errors/${issue.id}?event=${shown.newerId}`}>
                Newer
              </LinkButton>
            )}
          </>
        }
      >
        <div className="flex flex-col gap-4">
          <Facts
            label="Where it happened"
            facts={[
              { label: "Environment", value: shown.environment },
              {
                label: "Release",
                value: release ? (
                  <ReleaseTag
                    release={tagged(release)}
                    to={`/services/${issue.serviceName}/releases/${release.id}`}
                  />
                ) : (
                  (event.release ?? "Not known")
                ),
              },
              { label: "Level", value: event.level },
              ...(event.transaction ? [{ label: "Request", value: event.transaction }] : []),
              ...(event.request?.url
                ? [{ label: "Address", value: `${event.request.method ?? ""} ${event.request.url}`.trim() }]
                : []),
              ...(event.user
                ? [{ label: "User", value: event.user.id ?? event.user.email ?? event.user.name ?? "" }]
                : []),
              ...(event.traceId
                ? [
                    {
                      label: "Trace",
                      value: (
                        <TextLink
                          to={momentInTrace(event.traceId, {
                            at: new Date(event.atMs).toISOString(),
                            spanId: event.spanId,
                          })}
                        >
                          <code className="code">{event.traceId.slice(0, 16)}…</code>
                        </TextLink>
                      ),
                    },
                  ]
                : []),
            ]}
          />
          {event.wasCut && <Notice>It was larger than what is kept, and was cut.</Notice>}
        </div>
      </Panel>
      {main.map((exception, index) => (
        <StackView
          // oxlint-disable-next-line react/no-array-index-key -- the chain has an order and nothing else
          key={index}
          title={
            [exception.type, exception.value].filter(Boolean).join(": ") || "An exception without a word"
          }
          description={index > 0 ? "The cause of the one above" : undefined}
          frames={exception.frames}
        />
      ))}
      {main.length === 0 && (event.message ?? event.stack.length > 0) && (
        <StackView title={event.message ?? "Stack"} frames={event.stack} />
      )}
      {issue.feedback.length > 0 && (
        <Panel title="What people wrote" flush>
          <ul className="divide-y divide-border">
            {issue.feedback.map(({ id, at, name, message }) => (
              <li key={id} className="px-4 py-2.5">
                <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{message}</p>
                <p className="text-xs text-fg-muted">
                  {name ?? "Somebody"}, <Instant at={at} />
                </p>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <EventAttachments issueId={issue.id} eventId={shown.id} attachments={shown.attachments} />
      <Breadcrumbs crumbs={event.breadcrumbs} />
      <NamedValues title="Tags" values={event.tags} />
      <NamedValues title="More that was said" values={{ ...event.extra, ...event.contexts }} />
    </>
  );
}
