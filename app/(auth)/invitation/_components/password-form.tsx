"use client";

import { useActionState } from "react";

import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import { acceptInvitationAction } from "@/lib/auth/actions";

import { NewPasswordField } from "../../_components/new-password-field";

/** Sets the password of whom the link belongs to and signs them in. */
export function PasswordForm({ token, email }: { token: string; email: string }) {
  const [state, submit] = useActionState(acceptInvitationAction, {});
  const { fields = {} } = state;
  return (
    <form action={submit} className="flex flex-col gap-4">
      <FormError message={fields.password ? undefined : state.message} />
      <input type="hidden" name="token" value={token} />
      {/* Password managers file a new password under the name beside it. */}
      <input type="text" value={email} autoComplete="username" readOnly hidden />
      <NewPasswordField error={fields.password} />
      <SubmitButton size="lg">Set password</SubmitButton>
    </form>
  );
}
