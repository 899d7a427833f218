"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { MonitorIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { leaveToHeading } from "@/components/ui/leave-to-heading";
import { Panel } from "@/components/ui/panel";
import { revokeAllSessionsAction, revokeSessionAction } from "@/lib/auth/actions";
import type { SessionView } from "@/lib/auth/contract";

/** One's signed-in browsers, and the way to sign each of them out. */
export function SessionList({ sessions }: { sessions: SessionView[] }) {
  const [endingId, setEndingId] = useState<string>();
  const all = useRequest(revokeAllSessionsAction, () => leaveToHeading());
  const one = useRequest(revokeSessionAction, () => leaveToHeading());
  const problem = all.problem ?? one.problem;
  return (
    <Panel
      title="Signed-in browsers"
      description="A browser that is not used for 14 days is signed out by itself."
      actions={
        sessions.length > 1 && (
          <Button size="sm" loading={all.pending} onClick={() => all.request({})}>
            Sign out all others
          </Button>
        )
      }
      flush
    >
      {problem && (
        <div className="p-4">
          <FormError message={problem.message} />
        </div>
      )}
      <ul className="divide-y divide-border">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
            <MonitorIcon className="text-fg-muted" />
            <span className="font-medium">{session.device}</span>
            {session.current && <Badge tone="accent">This browser</Badge>}
            <span className="text-fg-muted">
              {session.ip && `${session.ip}, `}seen <RelativeTime at={session.lastSeenAt} />, signed in{" "}
              <RelativeTime at={session.createdAt} />
            </span>
            {!session.current && (
              <Button
                size="sm"
                className="ml-auto"
                loading={one.pending && session.id === endingId}
                aria-label={`Sign out ${session.device}`}
                onClick={() => {
                  setEndingId(session.id);
                  one.request({ id: session.id });
                }}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
