/** Every text-like control: one border, one height, and an error that is seen without colour by its message. */
export const CONTROL_STYLE =
  "w-full min-w-0 rounded-md border border-border-strong bg-surface text-sm text-fg transition-colors touch-target " +
  "hover:border-fg-muted disabled:opacity-55 aria-invalid:border-fail";
