"use client";

import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { DashboardFields, type DashboardSettings } from "./dashboard-fields";

type SettingsDialogProps = {
  settings: DashboardSettings;
  onDone: (settings: DashboardSettings) => void;
  onClose: () => void;
};

/** Changes all of a dashboard but its panels; it holds once the dashboard is saved. */
export default function SettingsDialog({ settings, onDone, onClose }: SettingsDialogProps) {
  const formId = useId();
  const [draft, setDraft] = useState(settings);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Name and choices"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId}>
            Change
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          onDone({ ...draft, name: draft.name.trim() || settings.name });
        }}
      >
        <DashboardFields settings={draft} onChange={setDraft} />
      </form>
    </Dialog>
  );
}
