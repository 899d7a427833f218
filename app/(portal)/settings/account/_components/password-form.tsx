"use client";

import { useRef, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { changeOwnPasswordAction } from "@/lib/auth/actions";

type PasswordFormProps = { passwordKnown: boolean; email: string };

/** Changes one's password, or sets the first one after coming in through a provider. */
export function PasswordForm({ passwordKnown, email }: PasswordFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [ended, setEnded] = useState<number>();
  const { request, pending, problem } = useRequest(changeOwnPasswordAction, ({ sessionsEnded }) => {
    setEnded(sessionsEnded);
    form.current?.reset();
  });
  const { fields = {}, message } = problem ?? {};
  const submit = (typed: FormData) => {
    setEnded(undefined);
    request({
      currentPassword: formText(typed, "currentPassword"),
      password: formText(typed, "password"),
    });
  };
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      }}
      className="flex max-w-sm flex-col gap-4"
    >
      <FormError message={Object.keys(fields).length > 0 ? undefined : message} />
      {ended !== undefined && (
        <Notice tone="ok" announce>
          Your password is changed. {ended === 0 ? "No other browser was" : `${ended} other browsers were`}{" "}
          signed in.
        </Notice>
      )}
      {/* Password managers file a new password under the name beside it. */}
      <input type="text" value={email} autoComplete="username" readOnly hidden />
      {passwordKnown && (
        <Field label="Current password" error={fields["currentPassword"]}>
          {(control) => (
            <Input
              {...control}
              name="currentPassword"
              type="password"
              autoComplete="current-password"
              required
            />
          )}
        </Field>
      )}
      <Field
        label="New password"
        hint="At least 10 characters. Your other browsers are signed out."
        error={fields["password"]}
      >
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={10}
            maxLength={200}
            required
          />
        )}
      </Field>
      <Button type="submit" variant="primary" loading={pending} className="self-start">
        {passwordKnown ? "Change password" : "Set password"}
      </Button>
    </form>
  );
}
