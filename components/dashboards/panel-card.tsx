"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type ReactNode } from "react";

import { distributionCsv } from "@/components/charts/distribution";
import { csvOf } from "@/components/charts/metric-series";
import { savePicture, saveText } from "@/components/charts/save-chart";
import { explorePath } from "@/components/explore/explore-path";
import {
  CopyIcon,
  DownloadIcon,
  ListIcon,
  MaximizeIcon,
  PencilIcon,
  SearchIcon,
  TrashIcon,
  TrendIcon,
} from "@/components/icons";
import { MenuItem, MenuLink, MenuSeparator } from "@/components/ui/menu-items";
import type { Panel, PanelKind } from "@/lib/dashboards/contract";
import { distributionQuery, metricQuery } from "@/lib/telemetry/query-options";

import { DistributionAnswer } from "./distribution-answer";
import { PanelAnswer } from "./panel-answer";
import { PanelFrame } from "./panel-frame";
import { isDistribution } from "./panel-kinds";
import { type DashboardScope, distributionOf, type PanelQuestion, questionOfPanel } from "./panel-question";
import { PanelLoading } from "./panel-states";
import { TextPanel } from "./text-panel";
import { WhileNear } from "./while-near";

/** What can be done with a panel; what is not there is not offered. */
type PanelDeeds = {
  onFullScreen?: (() => void) | undefined;
  onEdit?: (() => void) | undefined;
  onClone?: (() => void) | undefined;
  onRemove?: (() => void) | undefined;
};

type PanelCardProps = PanelDeeds & {
  panel: Panel;
  scope: DashboardScope;
  /** By what it is moved. */
  handle?: ReactNode;
};

/** One panel of a dashboard: its frame, its menu and what it shows. */
export function PanelCard({ panel, scope, handle, ...deeds }: PanelCardProps) {
  if (panel.kind === "text")
    return (
      <PanelFrame
        title={panel.title}
        handle={handle}
        menu={(deeds.onFullScreen || deeds.onEdit) && <DeedItems {...deeds} />}
      >
        <TextPanel markdown={panel.markdown} title={panel.title} />
      </PanelFrame>
    );
  return <MetricPanel panel={panel} scope={scope} handle={handle} {...deeds} />;
}

type MetricPanelProps = PanelCardProps & { panel: Exclude<Panel, { kind: "text" }> };

function MetricPanel({ panel, scope, handle, ...deeds }: MetricPanelProps) {
  const picture = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const question = questionOfPanel(panel.query, scope);
  const { title, kind } = panel;
  if ("problem" in question)
    return (
      <PanelFrame title={title} handle={handle} menu={<DeedItems {...deeds} />}>
        <p role="alert" className="flex size-full items-center justify-center p-3 text-center">
          {question.problem}
        </p>
      </PanelFrame>
    );
  const Answer = isDistribution(kind) ? DistributionAnswer : PanelAnswer;
  const isDrawn = kind !== "table" && kind !== "stat";
  return (
    <PanelFrame
      title={title}
      handle={handle}
      menu={
        <>
          <MenuLink to={explorePath(question)} icon={SearchIcon}>
            Open in Explore
          </MenuLink>
          {kind !== "table" && (
            <MenuItem icon={asTable ? TrendIcon : ListIcon} onClick={() => setAsTable(!asTable)}>
              {asTable ? "Show as a picture" : "Show as a table"}
            </MenuItem>
          )}
          <DeedItems {...deeds}>
            {isDrawn && !asTable && (
              <MenuItem
                icon={DownloadIcon}
                onClick={() => {
                  const drawn = picture.current;
                  if (drawn?.querySelector("svg, canvas")) void savePicture(`${fileName(panel)}.png`, drawn);
                }}
              >
                Save as PNG
              </MenuItem>
            )}
            <CsvItem question={question} kind={kind} name={fileName(panel)} />
          </DeedItems>
        </>
      }
    >
      <WhileNear otherwise={<PanelLoading />}>
        <Answer
          title={title}
          kind={kind}
          question={question}
          cursor={scope.cursor}
          asTable={asTable}
          picture={picture}
        />
      </WhileNear>
    </PanelFrame>
  );
}

/** What was read for the panel, as it was read; undefined before that. */
function csvWithin(queries: QueryClient, question: PanelQuestion, kind: PanelKind): string | undefined {
  if (isDistribution(kind)) {
    const view = queries.getQueryData(distributionQuery(distributionOf(question)).queryKey);
    return view && distributionCsv(view);
  }
  const view = queries.getQueryData(metricQuery(question).queryKey);
  return view && csvOf(view);
}

type CsvItemProps = { question: PanelQuestion; kind: PanelKind; name: string };

function CsvItem({ question, kind, name }: CsvItemProps) {
  const queries = useQueryClient();
  return (
    <MenuItem
      icon={DownloadIcon}
      onClick={() => {
        const text = csvWithin(queries, question, kind);
        if (text) saveText(`${name}.csv`, text, "text/csv");
      }}
    >
      Save as CSV
    </MenuItem>
  );
}

function DeedItems({
  onFullScreen,
  onEdit,
  onClone,
  onRemove,
  children,
}: PanelDeeds & { children?: ReactNode }) {
  return (
    <>
      {onFullScreen && (
        <MenuItem icon={MaximizeIcon} onClick={onFullScreen}>
          Full screen
        </MenuItem>
      )}
      {children}
      {(onEdit || onClone || onRemove) && <MenuSeparator />}
      {onEdit && (
        <MenuItem icon={PencilIcon} onClick={onEdit}>
          Edit…
        </MenuItem>
      )}
      {onClone && (
        <MenuItem icon={CopyIcon} onClick={onClone}>
          Clone
        </MenuItem>
      )}
      {onRemove && (
        <MenuItem icon={TrashIcon} danger onClick={onRemove}>
          Remove
        </MenuItem>
      )}
    </>
  );
}

const fileName = ({ title, id }: Panel) =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/gu, "") || id;
