"use client";

import { useActionState } from "react";

import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { signInAction } from "@/lib/auth/actions";

type SignInFormProps = { next: string; problem: string | undefined };

/** A plain form: password managers know it, and it works before its JavaScript has arrived. */
export function SignInForm({ next, problem }: SignInFormProps) {
  const [state, submit] = useActionState(signInAction, {});
  const { fields = {} } = state;
  return (
    <form action={submit} className="flex flex-col gap-4">
      <FormError message={Object.keys(fields).length > 0 ? undefined : (state.message ?? problem)} />
      <input type="hidden" name="next" value={next} />
      <Field label="E-mail address" error={fields.email}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={state.typed?.email}
            required
          />
        )}
      </Field>
      <Field label="Password" error={fields.password}>
        {(control) => (
          <Input {...control} name="password" type="password" autoComplete="current-password" required />
        )}
      </Field>
      <SubmitButton size="lg">Sign in</SubmitButton>
    </form>
  );
}
