"use client";

import { useQuery } from "@tanstack/react-query";

import { AlertTriangleIcon, UnplugIcon } from "@/components/icons";
import { StatusBadge } from "@/components/ui/status-badge";
import { TONE_MARK } from "@/components/ui/tone";
import { serviceQuery } from "@/lib/delivery/query-options";

import { beginsWithFailure, serviceSentence, worstHealth } from "./service-sentence";

/** At the top of each page of a service: how it is and what can be shipped, live. */
export function ServiceAnswer({ serviceId }: { serviceId: string }) {
  const { data: service } = useQuery(serviceQuery({ id: serviceId }));
  if (!service) return null;
  const { environments } = service;
  return (
    <p className="flex items-baseline gap-2 text-base">
      {environments.some(({ drift }) => drift) ? (
        <UnplugIcon label="Not as deployed" className={`shrink-0 self-center ${TONE_MARK.warn}`} />
      ) : beginsWithFailure(environments) ? (
        <AlertTriangleIcon label="A deployment failed" className={`shrink-0 self-center ${TONE_MARK.warn}`} />
      ) : (
        <StatusBadge kind="health" value={worstHealth(environments)} look="icon" className="self-center" />
      )}
      <span>{serviceSentence(environments)}</span>
    </p>
  );
}
