"use client";

import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import type { DashboardDefinition, DashboardView } from "@/lib/dashboards/contract";

import { cloneName, useCreateDashboard } from "./use-create-dashboard";

type ConflictNoticeProps = {
  /** As it is stored by now. */
  dashboard: DashboardView;
  /** As it was changed here. */
  definition: DashboardDefinition;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
  onCloned: () => void;
};

/** Somebody saved another version meanwhile: says who, and offers every way out. */
export function ConflictNotice(props: ConflictNoticeProps) {
  const { dashboard, definition, onTakeTheirs, onKeepMine, onCloned } = props;
  const { create, pending, problem } = useCreateDashboard({ onCreated: onCloned });
  return (
    <>
      <Notice
        tone="warn"
        announce
        title={`${dashboard.updatedByName ?? "Somebody"} saved version ${dashboard.version} meanwhile.`}
        actions={
          <>
            <Button size="sm" onClick={onTakeTheirs}>
              Take theirs
            </Button>
            <Button
              size="sm"
              loading={pending}
              onClick={() => create({ ...definition, name: cloneName(definition.name) })}
            >
              Save mine as a clone
            </Button>
            <Button size="sm" onClick={onKeepMine}>
              Keep mine
            </Button>
          </>
        }
      >
        What you changed began with an earlier one. Keeping yours replaces theirs when you save.
      </Notice>
      <FormError message={problem?.message} />
    </>
  );
}
