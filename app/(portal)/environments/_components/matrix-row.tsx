import type { DeliveryAccess } from "@/components/delivery/access";
import type { HeldRow } from "@/components/delivery/hold-order";
import { NameCell, PlaceCell } from "@/components/delivery/long-table-cells";
import { servicePath } from "@/components/delivery/paths";
import type { ServiceRow } from "@/lib/delivery/contract";

import { MatrixCell } from "./matrix-cell";

type MatrixRowProps = { row: HeldRow<ServiceRow>; access: DeliveryAccess };

/** A service in every environment. One that left the list while somebody points at it keeps its place and says so. */
export function MatrixRow({ row: { item: service, gone }, access }: MatrixRowProps) {
  const name = <NameCell to={servicePath(service.name)} name={service.name} detail={service.description} />;
  if (gone) {
    return (
      <>
        {name}
        <PlaceCell label="">
          <span className="text-fg-muted">No longer in this list.</span>
        </PlaceCell>
      </>
    );
  }
  return (
    <>
      {name}
      {service.placements.map((placement, index) => (
        <PlaceCell key={placement.environmentId} label={placement.environment}>
          <MatrixCell
            service={service}
            placement={placement}
            from={service.placements[index - 1]}
            access={access}
          />
        </PlaceCell>
      ))}
    </>
  );
}
