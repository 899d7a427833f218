import { formText } from "@/components/forms/form-text";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { ROLES, type Role, TOKEN_SCOPES } from "@/db/enums";
import { SCOPE_MEANS } from "@/lib/auth/permissions";

import { RoleOptions } from "../../_components/role-options";

type TokenFieldsProps = {
  ownRole: Role;
  problem: { message: string; fields: Readonly<Record<string, string>> } | undefined;
};

const LIFETIMES_DAYS = [7, 30, 90, 365];

/** What a token is for: name, role, scopes, end. */
export function TokenFields({ ownRole, problem }: TokenFieldsProps) {
  const fields = problem?.fields ?? {};
  const unplaced = !["name", "role", "scopes"].some((name) => fields[name]);
  return (
    <div className="flex flex-col gap-4">
      <FormError message={unplaced ? problem?.message : fields["scopes"]} />
      <Field label="Name" hint="What uses it: “deploy from CI”." error={fields["name"]}>
        {(control) => (
          <Input {...control} data-autofocus name="name" maxLength={80} autoComplete="off" required />
        )}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 font-medium">Scopes</legend>
        {TOKEN_SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            name="scopes"
            value={scope}
            defaultChecked={scope === "read"}
            label={<code className="code">{scope}</code>}
            hint={SCOPE_MEANS[scope]}
          />
        ))}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Role" error={fields["role"]}>
          {(control) => (
            <Select {...control} name="role" defaultValue={ROLES[0]}>
              <RoleOptions upTo={ownRole} />
            </Select>
          )}
        </Field>
        <Field label="Works for">
          {(control) => (
            <Select {...control} name="expiresInDays" defaultValue={90}>
              {LIFETIMES_DAYS.map((days) => (
                <option key={days} value={days}>
                  {days} days
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </div>
  );
}

/** Reads the fields back; the server decides whether they are right. */
export function tokenIn(form: FormData) {
  return {
    name: formText(form, "name"),
    scopes: TOKEN_SCOPES.filter((scope) => form.getAll("scopes").includes(scope)),
    role: ROLES.find((role) => role === form.get("role")),
    expiresInDays: Number(form.get("expiresInDays")),
  };
}
