"use client";

import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { DashboardFields, type DashboardSettings } from "./dashboard-fields";
import { DefinitionProblem } from "./definition-problem";
import { useCreateDashboard } from "./use-create-dashboard";

/** What most people look at one service by. */
const START: DashboardSettings = {
  name: "",
  description: "",
  range: "6h",
  variables: [
    { name: "service", value: "" },
    { name: "environment", value: "" },
  ],
};

/** Asks what a new dashboard is called; its panels are added on its page. */
export default function CreateDialog({ onClose }: { onClose: () => void }) {
  const formId = useId();
  const [settings, setSettings] = useState(START);
  const { create, pending, problem } = useCreateDashboard({ edits: true });
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title="Create a dashboard"
      description="Everybody sees it, and whoever may change dashboards can change it."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} loading={pending}>
            Create the dashboard
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          create({ format: 1, ...settings, panels: [] });
        }}
        className="flex flex-col gap-4"
      >
        <DashboardFields settings={settings} onChange={setSettings} />
        <DefinitionProblem problem={problem} />
      </form>
    </Dialog>
  );
}
