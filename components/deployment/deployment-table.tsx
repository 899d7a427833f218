"use client";

import { lazy, Suspense, type ReactNode } from "react";

import { HeaderCell, Table } from "@/components/ui/table";
import type { DeploymentRow as DeploymentRowView } from "@/lib/delivery/contract";

import { DeploymentRow } from "./deployment-row";
import type { MeasuredRow } from "./virtual-rows";

/** From here on only the rows in sight are in the page. */
const VIRTUAL_FROM = 200;
const COLUMNS = 7;

const VirtualRows = lazy(() => import("./virtual-rows").then((module) => ({ default: module.VirtualRows })));

type DeploymentTableProps = {
  deployments: readonly DeploymentRowView[];
  withService?: boolean;
};

/** Deployments, newest first. */
export function DeploymentTable({ deployments, withService = true }: DeploymentTableProps) {
  const row = (index: number, measured?: MeasuredRow): ReactNode => {
    const deployment = deployments[index];
    return (
      deployment && (
        <DeploymentRow
          key={deployment.id}
          deployment={deployment}
          withService={withService}
          measured={measured}
        />
      )
    );
  };
  return (
    <Table
      label="Deployments"
      head={
        <>
          <HeaderCell>{withService ? "Service and environment" : "Environment"}</HeaderCell>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell>Release</HeaderCell>
          <HeaderCell>Why</HeaderCell>
          <HeaderCell>By</HeaderCell>
          <HeaderCell align="end">Took</HeaderCell>
          <HeaderCell align="end">When</HeaderCell>
        </>
      }
    >
      {deployments.length > VIRTUAL_FROM ? (
        <Suspense fallback={deployments.slice(0, VIRTUAL_FROM).map((_, index) => row(index))}>
          <VirtualRows count={deployments.length} render={row} columnCount={COLUMNS} />
        </Suspense>
      ) : (
        deployments.map((_, index) => row(index))
      )}
    </Table>
  );
}
