/** After a refusal the focus goes to the first field that has to change; its description says why. */
export function focusFirstInvalid(form: ParentNode | null | undefined): void {
  form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}
