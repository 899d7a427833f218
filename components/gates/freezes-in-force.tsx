"use client";

import { useQuery } from "@tanstack/react-query";

import { SnowflakeIcon } from "@/components/icons";
import { TextLink } from "@/components/ui/text-link";
import type { FreezeView } from "@/lib/gates/contract";
import { freezesQuery } from "@/lib/gates/query-options";

import { freezeScope } from "./freeze-scope";
import { FreezeWhen } from "./freeze-when";
import { useWindowState } from "./use-window-state";

/**
 * What is frozen at this moment, told before anybody tries to deploy: on the page of a service what holds for it, and
 * elsewhere what holds for more than one service. The page prefetches the freezes, so that nothing moves when they come.
 */
export function FreezesInForce({ service = null }: { service?: string | null }) {
  const { data } = useQuery(freezesQuery());
  const here = data?.items.filter((freeze) => freeze.service === null || freeze.service === service) ?? [];
  if (here.length === 0) return null;
  return (
    <ul
      aria-label="What is frozen"
      className="flex flex-col rounded-lg border border-blocked-border bg-blocked-bg px-3.5 py-1.5 empty:hidden"
    >
      {here.map((freeze) => (
        <FreezeInForce key={freeze.id} freeze={freeze} />
      ))}
    </ul>
  );
}

function FreezeInForce({ freeze }: { freeze: FreezeView }) {
  const state = useWindowState(freeze);
  if (!state?.isOn) return null;
  return (
    <li className="flex items-start gap-x-3 py-1">
      <SnowflakeIcon className="mt-0.5 text-blocked-fg" />
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <TextLink to="/settings/freezes">{freeze.name}</TextLink>
        {` freezes ${freezeScope(freeze)} `}
        <FreezeWhen state={state} timeZone={freeze.timeZone} />
        {freeze.blocksRollbacks && ". Rollbacks wait too"}
      </p>
    </li>
  );
}
