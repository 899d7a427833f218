import { mayDeployTo, type DeliveryAccess } from "@/components/delivery/access";
import { useDeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { RocketIcon } from "@/components/icons";
import { MenuHeading, MenuItem } from "@/components/ui/menu-items";
import type { ReleaseRef, ServiceDetail } from "@/lib/delivery/contract";

type DeployMenuItemsProps = {
  release: ReleaseRef;
  /** Undefined while it is being read. */
  service: ServiceDetail | undefined;
  access: DeliveryAccess;
};

/** Where a release may be deployed to, each with what serves there; in a `Menu`. */
export function DeployMenuItems({ release, service, access }: DeployMenuItemsProps) {
  const { open } = useDeliveryDialogs();
  return (
    <>
      <MenuHeading>Deploy #{release.number} to</MenuHeading>
      {service?.environments.map(({ environment, release: replaces }) => {
        const serves = replaces?.id === release.id;
        const may = mayDeployTo(access, environment);
        const { id, name } = service;
        return (
          <MenuItem
            key={environment}
            icon={RocketIcon}
            disabled={serves || !may}
            onClick={() => open({ kind: "deploy", service: { id, name }, environment, release, replaces })}
          >
            <span className="flex-1">{environment}</span>
            <span className="text-xs text-fg-muted">{hint(serves, may, replaces?.number)}</span>
          </MenuItem>
        );
      })}
    </>
  );
}

function hint(serves: boolean, may: boolean, servingNumber: number | undefined): string {
  if (serves) return "serves it";
  if (!may) return "not yours to deploy";
  return servingNumber === undefined ? "empty" : `serves #${servingNumber}`;
}
