"use client";

import { useQuery } from "@tanstack/react-query";

import { PeopleIcon } from "@/components/icons";
import { TextLink } from "@/components/ui/text-link";
import { serviceQuery } from "@/lib/delivery/query-options";

/** The team that answers for a service; nothing while nobody does. */
export function ServiceOwner({ serviceId }: { serviceId: string }) {
  const { data: service } = useQuery(serviceQuery({ id: serviceId }));
  if (!service?.owner) return null;
  return (
    <span className="flex items-center gap-1">
      <PeopleIcon size={12} label="Owner" />
      <TextLink to="/settings/teams" tone="quiet">
        {service.owner.title || service.owner.name}
      </TextLink>
    </span>
  );
}
