"use client";

import { useActionState } from "react";

import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { setUpAction } from "@/lib/auth/actions";

import { NewPasswordField } from "../../_components/new-password-field";

/** Creates the first administrator and signs them in. */
export function SetUpForm({ token }: { token: string }) {
  const [state, submit] = useActionState(setUpAction, {});
  const { fields = {}, typed = {} } = state;
  const unplaced = !["name", "email", "password"].some((name) => fields[name]);
  return (
    <form action={submit} className="flex flex-col gap-4">
      <FormError message={unplaced ? state.message : undefined} />
      <input type="hidden" name="token" value={token} />
      <Field label="Name" error={fields.name}>
        {(control) => (
          <Input
            {...control}
            name="name"
            autoComplete="name"
            maxLength={80}
            defaultValue={typed.name}
            required
          />
        )}
      </Field>
      <Field label="E-mail address" error={fields.email}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={typed.email}
            required
          />
        )}
      </Field>
      <NewPasswordField error={fields.password} />
      <SubmitButton size="lg">Create administrator</SubmitButton>
    </form>
  );
}
