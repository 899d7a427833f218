"use client";

import { useEffect, useRef } from "react";
import { useFormStatus } from "react-dom";

import { Button, type ButtonProps } from "./button";
import { focusFirstInvalid } from "./focus-first-invalid";

/** The submit button of a form; it shows by itself that the form is on its way. */
export function SubmitButton({ variant = "primary", loading, ...rest }: Omit<ButtonProps, "ref">) {
  const { pending } = useFormStatus();
  const button = useRef<HTMLButtonElement>(null);

  // The focus is the outside system.
  useEffect(() => {
    if (!pending) focusFirstInvalid(button.current?.form);
  }, [pending]);

  return <Button {...rest} ref={button} type="submit" variant={variant} loading={loading || pending} />;
}
