"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";

import type { DeliveryAccess } from "@/components/delivery/access";
import { useDeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { releasePath } from "@/components/delivery/paths";
import { useRequest } from "@/components/delivery/use-request";
import { ChevronDownIcon, HammerIcon, LockIcon, RocketIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { buttonStyle } from "@/components/ui/button-style";
import { href } from "@/components/ui/href";
import { Menu } from "@/components/ui/menu";
import { requestReleaseAction } from "@/lib/delivery/actions";
import type { ReleaseView } from "@/lib/delivery/contract";
import { serviceQuery } from "@/lib/delivery/query-options";

import { DeployMenuItems } from "./deploy-menu-items";

type ReleaseActionsProps = { release: ReleaseView; access: DeliveryAccess };

/** Deploy it somewhere, build the same commit again, or keep everybody from deploying it. */
export function ReleaseActions({ release, access }: ReleaseActionsProps) {
  const { status } = release;
  const { open } = useDeliveryDialogs();
  return (
    <>
      {status === "ready" && !release.quarantine && access.mayQuarantine && (
        <Button
          icon={LockIcon}
          onClick={() =>
            open({
              kind: "quarantine",
              service: { id: release.serviceId, name: release.serviceName },
              release,
            })
          }
        >
          Quarantine…
        </Button>
      )}
      {status !== "building" && access.mayBuild && <RebuildButton release={release} />}
      {status === "ready" && access.deployTo.length > 0 && <DeployTo release={release} access={access} />}
    </>
  );
}

function RebuildButton({ release }: { release: ReleaseView }) {
  const router = useRouter();
  const { request, pending, problem } = useRequest(requestReleaseAction, ({ id }) =>
    router.push(href(releasePath(release.serviceName, id))),
  );
  const ref = release.commitSha ?? release.ref;
  return (
    <>
      {problem && (
        <p role="alert" className="text-xs text-fail-fg">
          {problem.message}
        </p>
      )}
      <Button
        icon={HammerIcon}
        loading={pending}
        data-tooltip={`Build ${release.commitSha ? "this commit" : ref} again\nIt becomes a new release.`}
        onClick={() => request({ serviceId: release.serviceId, ref })}
      >
        Build again
      </Button>
    </>
  );
}

function DeployTo({ release, access }: ReleaseActionsProps) {
  const { data: service } = useQuery(serviceQuery({ id: release.serviceId }));
  return (
    <Menu
      label={`Deploy #${release.number} to an environment`}
      trigger={
        <>
          <RocketIcon size={14} />
          Deploy to…
          <ChevronDownIcon size={14} />
        </>
      }
      triggerClassName={buttonStyle("primary")}
    >
      <DeployMenuItems release={release} service={service} access={access} />
    </Menu>
  );
}
