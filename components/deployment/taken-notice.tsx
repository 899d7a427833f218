"use client";

import { useDeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { deploymentPath } from "@/components/delivery/paths";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";

/** What was requested on this page, with the way to it. */
export function TakenNotice() {
  const { taken } = useDeliveryDialogs();
  const newest = taken.at(-1);
  if (!newest) return null;
  return (
    <Notice tone="ok" actions={<TextLink to={deploymentPath(newest.deploymentId)}>Watch it</TextLink>}>
      {newest.sentence}
    </Notice>
  );
}
