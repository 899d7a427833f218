"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { pinHashAction, splitIssueAction, undoRegroupingAction } from "@/lib/errors/actions";
import type { IssueView } from "@/lib/errors/contract";

import { MergeForm } from "./merge-form";
import { WhyGrouped } from "./why-grouped";

const nothing = () => undefined;

/** Why its events belong together, and what can be done about that: split, pin, merge, and undo. */
export function IssueGroups({ issue, mayTriage }: { issue: IssueView; mayTriage: boolean }) {
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const split = useRequest(splitIssueAction, () => setChosen([]));
  const pin = useRequest(pinHashAction, nothing);
  const undo = useRequest(undoRegroupingAction, nothing);
  const problem = split.problem ?? pin.problem ?? undo.problem;
  // A group that only shares its hash with others of the issue has no events of its own that could go elsewhere.
  const groups = issue.hashes.filter(({ count, isPinned }) => count > 0 || isPinned);
  const undoable = issue.regroupings.filter(({ undone }) => !undone);
  return (
    <Panel title="Why these events are one issue">
      <div className="flex flex-col gap-4">
        <WhyGrouped explanation={issue.explanation} />
        <section className="flex flex-col gap-1.5">
          <h3 className="font-medium">Groups</h3>
          <ul className="divide-y divide-border rounded-md border">
            {groups.map(({ id, hash, title, count, isPinned }) => (
              <li
                key={id}
                className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-3 py-1.5"
              >
                <span className="min-w-0 flex-1 basis-40">
                  {mayTriage && groups.length > 1 ? (
                    <Checkbox
                      label={title}
                      checked={chosen.includes(id)}
                      onChange={({ currentTarget }) =>
                        setChosen(
                          currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id),
                        )
                      }
                    />
                  ) : (
                    <span className="[overflow-wrap:anywhere]">{title}</span>
                  )}
                  <span className="block text-xs text-fg-muted">
                    <code className="code">{hash.slice(0, 8)}</code> · {count.toLocaleString("en")}{" "}
                    {count === 1 ? "event" : "events"}
                  </span>
                </span>
                {isPinned && <Badge>pinned</Badge>}
                {mayTriage && (
                  <Button
                    size="sm"
                    variant="ghost"
                    onClick={() => pin.request({ issueId: issue.id, hashId: id, isPinned: !isPinned })}
                  >
                    {isPinned ? "Unpin" : "Pin here"}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {chosen.length > 0 && (
            <Button
              loading={split.pending}
              onClick={() => split.request({ issueId: issue.id, hashIds: [...chosen] })}
            >
              Make {chosen.length === 1 ? "this group" : `these ${chosen.length} groups`} an issue of its own
            </Button>
          )}
        </section>
        {undoable.map(({ id, kind, byName, at }) => (
          <Notice
            key={id}
            title={`${byName} ${kind === "merge" ? "merged issues into this one" : "split this issue"}`}
            actions={
              mayTriage && (
                <Button size="sm" loading={undo.pending} onClick={() => undo.request({ regroupingId: id })}>
                  Undo the {kind}
                </Button>
              )
            }
          >
            <RelativeTime at={at} />
          </Notice>
        ))}
        {problem && (
          <Notice tone="fail" announce>
            {problem.message}
          </Notice>
        )}
        {mayTriage && <MergeForm issue={issue} />}
      </div>
    </Panel>
  );
}
