"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";

import { DashboardIcon, PlusIcon, UploadIcon } from "@/components/icons";
import { usePageAction } from "@/components/palette/action-registry";
import { Instant } from "@/components/time/instant";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import type { DashboardListItem } from "@/lib/dashboards/contract";
import { dashboardsQuery } from "@/lib/dashboards/query-options";

import { dashboardPath } from "./dashboard-path";

const CreateDialog = dynamic(() => import("./create-dialog"), { ssr: false });
const ImportDialog = dynamic(() => import("./import-dialog"), { ssr: false });

/** @param whyNot why the viewer may not add one; undefined when they may. */
export function DashboardList({ whyNot }: { whyNot: string | undefined }) {
  const { data } = useSuspenseQuery(dashboardsQuery());
  const [open, setOpen] = useState<"create" | "import">();
  const mayAdd = whyNot === undefined;
  usePageAction(
    mayAdd
      ? {
          id: "create-dashboard",
          label: "Create a dashboard…",
          keywords: ["new"],
          run: () => setOpen("create"),
        }
      : undefined,
  );
  const own = data.items.filter(({ isBuiltIn }) => !isBuiltIn);
  return (
    <>
      <PageHeader
        title="Dashboards"
        answer="What is measured, beside each other: those that come with Slipway, and those of your team."
        actions={
          mayAdd && (
            <>
              <Button icon={UploadIcon} onClick={() => setOpen("import")}>
                Import
              </Button>
              <Button variant="primary" icon={PlusIcon} onClick={() => setOpen("create")}>
                Create a dashboard
              </Button>
            </>
          )
        }
      />
      <Panel title="Comes with Slipway" flush>
        <DashboardTable label="Comes with Slipway" items={data.items.filter(({ isBuiltIn }) => isBuiltIn)} />
      </Panel>
      <Panel title="Yours" flush>
        {own.length > 0 ? (
          <DashboardTable label="Yours" items={own} withAuthor />
        ) : (
          <EmptyState
            icon={DashboardIcon}
            title="None of your own yet"
            action={mayAdd && <Button onClick={() => setOpen("create")}>Create a dashboard</Button>}
          >
            {whyNot ?? "Clone one of those above and change it, or start with an empty one."}
          </EmptyState>
        )}
      </Panel>
      {open === "create" && <CreateDialog onClose={() => setOpen(undefined)} />}
      {open === "import" && <ImportDialog onClose={() => setOpen(undefined)} />}
    </>
  );
}

type DashboardTableProps = { label: string; items: readonly DashboardListItem[]; withAuthor?: boolean };

function DashboardTable({ label, items, withAuthor }: DashboardTableProps) {
  return (
    <Table
      label={label}
      head={
        <>
          <HeaderCell>Name</HeaderCell>
          <HeaderCell>Answers</HeaderCell>
          <HeaderCell align="end">Panels</HeaderCell>
          {withAuthor && <HeaderCell align="end">Changed</HeaderCell>}
        </>
      }
    >
      {items.map(({ id, name, description, panels, updatedByName, updatedAt }) => (
        <Row key={id}>
          <Cell main>
            <RowLink to={dashboardPath(id)}>{name}</RowLink>
          </Cell>
          <Cell className="text-fg-muted">
            <span className="line-clamp-1">{description}</span>
          </Cell>
          <Cell align="end" className="tabular-nums">
            {panels}
            <span className="text-fg-muted sm:sr-only">{panels === 1 ? " panel" : " panels"}</span>
          </Cell>
          {withAuthor && (
            <Cell align="end" className="whitespace-nowrap text-fg-muted">
              {updatedAt && <Instant at={updatedAt} />}
              {updatedByName && ` by ${updatedByName}`}
            </Cell>
          )}
        </Row>
      ))}
    </Table>
  );
}
