"use client";

import { useRequest } from "@/components/delivery/use-request";
import { ChevronDownIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { buttonStyle } from "@/components/ui/button-style";
import { Menu } from "@/components/ui/menu";
import { MenuChoice, MenuHeading, MenuItem } from "@/components/ui/menu-items";
import { Notice } from "@/components/ui/notice";
import {
  assignIssueAction,
  ignoreIssueAction,
  reopenIssueAction,
  resolveIssueAction,
} from "@/lib/errors/actions";
import type { IssueView } from "@/lib/errors/contract";

import { isOpen } from "./issue-words";

type IssueActionsProps = { issue: IssueView; viewerId: string; people: { id: string; name: string }[] };

const nothing = () => undefined;

/** Resolve, ignore, open again, assign: each says what it will do. */
export function IssueActions({ issue, viewerId, people }: IssueActionsProps) {
  const resolve = useRequest(resolveIssueAction, nothing);
  const ignore = useRequest(ignoreIssueAction, nothing);
  const reopen = useRequest(reopenIssueAction, nothing);
  const assign = useRequest(assignIssueAction, nothing);
  const issueId = issue.id;
  const problem = [resolve, ignore, reopen, assign].find((each) => each.problem)?.problem;
  const inOrder = people.toSorted((a, b) => Number(b.id === viewerId) - Number(a.id === viewerId));
  return (
    <>
      {isOpen(issue) ? (
        <>
          <Button
            variant="primary"
            loading={resolve.pending}
            onClick={() => resolve.request({ issueId, inRelease: "next" })}
          >
            Resolve in the next release
          </Button>
          <Menu label="Resolve otherwise" trigger={<More>Resolve</More>} triggerClassName={buttonStyle()}>
            <MenuHeading>Events of releases without the fix leave it resolved</MenuHeading>
            {issue.lastRelease && (
              <MenuItem onClick={() => resolve.request({ issueId, inRelease: issue.lastRelease?.id })}>
                In #{issue.lastRelease.number}, the last one that had it
              </MenuItem>
            )}
            <MenuItem onClick={() => resolve.request({ issueId })}>By now: any later event opens it</MenuItem>
          </Menu>
          <Menu label="Ignore" trigger={<More>Ignore</More>} triggerClassName={buttonStyle()}>
            <MenuHeading>Hidden, and counted all the same</MenuHeading>
            <MenuItem onClick={() => ignore.request({ issueId, forHours: 1 })}>For an hour</MenuItem>
            <MenuItem onClick={() => ignore.request({ issueId, forHours: 24 })}>For a day</MenuItem>
            <MenuItem onClick={() => ignore.request({ issueId, forHours: 168 })}>For a week</MenuItem>
            <MenuItem onClick={() => ignore.request({ issueId, forEvents: 100 })}>
              For 100 more events
            </MenuItem>
            <MenuItem onClick={() => ignore.request({ issueId, untilNextRelease: true })}>
              Until a newer release has it
            </MenuItem>
            <MenuItem onClick={() => ignore.request({ issueId })}>Until somebody opens it</MenuItem>
          </Menu>
        </>
      ) : (
        <Button loading={reopen.pending} onClick={() => reopen.request({ issueId })}>
          Open it again
        </Button>
      )}
      <Menu label="Assign" trigger={<More>Assign</More>} triggerClassName={buttonStyle()}>
        <div className="max-h-80 overflow-y-auto">
          <MenuChoice
            checked={issue.assigneeId === null}
            onChoose={() => assign.request({ issueId, userId: null })}
          >
            Nobody
          </MenuChoice>
          {inOrder.map(({ id, name }) => (
            <MenuChoice
              key={id}
              checked={issue.assigneeId === id}
              onChoose={() => assign.request({ issueId, userId: id })}
            >
              {id === viewerId ? `${name} (you)` : name}
            </MenuChoice>
          ))}
        </div>
      </Menu>
      {problem && (
        <Notice tone="fail" announce className="basis-full">
          {problem.message}
        </Notice>
      )}
    </>
  );
}

const More = ({ children }: { children: string }) => (
  <>
    {children}
    <ChevronDownIcon size={14} />
  </>
);
