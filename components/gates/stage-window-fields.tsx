"use client";

import { PlusIcon } from "@/components/icons";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { FormError } from "@/components/ui/form-error";
import type { Window } from "@/lib/gates/contract";

import { firstOpenings } from "./first-windows";
import type { StageDraft } from "./pipeline-draft";
import { problemAt } from "./problem-at";
import { TimeZoneField } from "./time-zone-field";
import { WindowFields } from "./window-fields";

type Windows = NonNullable<StageDraft["windows"]>;

type StageWindowFieldsProps = {
  value: Windows | undefined;
  problems: Readonly<Record<string, string>>;
  path: string;
  onChange: (value: Windows | undefined) => void;
};

/** The times in which deployments may begin; outside of them they wait for the next one. */
export function StageWindowFields({ value, problems, path, onChange }: StageWindowFieldsProps) {
  const { timeZone } = usePreferences();
  const starts = firstOpenings(timeZone);
  const setOpen = (open: Window[]) => onChange(value && open.length > 0 ? { ...value, open } : undefined);
  return (
    <div className="flex flex-col gap-4">
      <Checkbox
        label="Only at certain times"
        hint="Deployments begin inside of these windows, and wait for the next one otherwise."
        checked={value !== undefined}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.checked ? { timeZone, open: [starts.daily] } : undefined)
        }
      />
      {value && (
        <div className="flex flex-col gap-4 border-l-2 pl-4">
          <TimeZoneField
            value={value.timeZone}
            onChange={(zone) => onChange({ ...value, timeZone: zone })}
            error={problemAt(problems, `${path}.timeZone`)}
          />
          {value.open.map((window, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- windows have no name but their place
            <div key={index} className="flex flex-col gap-2">
              <WindowFields
                value={window}
                onChange={(changed) => setOpen(value.open.map((each) => (each === window ? changed : each)))}
                starts={starts}
              />
              <FormError message={problemAt(problems, `${path}.open.${index}`)} />
              {value.open.length > 1 && (
                <Button
                  size="sm"
                  className="self-start"
                  onClick={() => setOpen(value.open.filter((each) => each !== window))}
                >
                  Remove this window
                </Button>
              )}
            </div>
          ))}
          <Button
            size="sm"
            icon={PlusIcon}
            className="self-start"
            onClick={() => setOpen([...value.open, starts.daily])}
          >
            Add a window
          </Button>
        </div>
      )}
    </div>
  );
}
