"use client";

import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { PIPELINE_DEFAULTS, ROLES } from "@/db/enums";

import type { StageDraft } from "./pipeline-draft";

type Approvals = NonNullable<StageDraft["approvals"]>;

type ApprovalFieldsProps = {
  value: Approvals | undefined;
  teams: readonly string[];
  problem: string | undefined;
  onChange: (value: Approvals | undefined) => void;
};

const MOST = 10;

/** How many have to agree, and who they are. */
export function ApprovalFields({ value, teams, problem, onChange }: ApprovalFieldsProps) {
  const change = (more: Partial<Approvals>) => {
    const { count, role, team, expires }: Approvals = { count: 1, ...value, ...more };
    // What is not said is left out of the text.
    onChange({ count, ...(role && { role }), ...(team && { team }), ...(expires && { expires }) });
  };
  const teamNames = [...new Set([...teams, ...(value?.team ? [value.team] : [])])];
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Approvals" hint="Nobody approves what they asked for themselves.">
          {(control) => (
            <Select
              {...control}
              value={value?.count ?? 0}
              onChange={({ currentTarget }) => {
                const count = Number(currentTarget.value);
                if (count === 0) onChange(undefined);
                else change({ count });
              }}
            >
              <option value={0}>None</option>
              {Array.from({ length: MOST }, (_, index) => index + 1).map((count) => (
                <option key={count} value={count}>
                  {count}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {value && (
          <>
            <Field label="From the team">
              {(control) => (
                <Select
                  {...control}
                  value={value.team ?? ""}
                  onChange={({ currentTarget }) => change({ team: currentTarget.value || undefined })}
                >
                  <option value="">Anybody of the role</option>
                  {teamNames.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label="At least">
              {(control) => (
                <Select
                  {...control}
                  value={value.role ?? ""}
                  onChange={({ currentTarget }) =>
                    change({ role: ROLES.find((role) => role === currentTarget.value) })
                  }
                >
                  <option value="">{value.team ? "developer, as a rule" : "operator, as a rule"}</option>
                  {ROLES.filter((role) => role !== "viewer").map((role) => (
                    <option key={role} value={role}>
                      {role}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field
              label="Expires"
              hint="Without enough of them by then it is canceled, and older ones count no more."
            >
              {(control) => (
                <Input
                  {...control}
                  value={value.expires ?? ""}
                  placeholder={PIPELINE_DEFAULTS.expires}
                  onChange={({ currentTarget }) =>
                    change({ expires: currentTarget.value.trim() || undefined })
                  }
                  autoComplete="off"
                  className="code"
                />
              )}
            </Field>
          </>
        )}
      </div>
      <FormError message={problem} />
    </div>
  );
}
