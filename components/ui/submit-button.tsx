"use client";

import { useFormStatus } from "react-dom";

import { Button, type ButtonProps } from "./button";

/** The submit button of a form; it shows by itself that the form is on its way. */
export function SubmitButton({ variant = "primary", loading, ...rest }: ButtonProps) {
  const { pending } = useFormStatus();
  return <Button {...rest} type="submit" variant={variant} loading={loading || pending} />;
}
