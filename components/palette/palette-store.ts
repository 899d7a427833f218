type Overlay = "palette" | "shortcuts" | undefined;

const listeners = new Set<() => void>();
let shown: Overlay;
let typedAhead = "";

/** Which of the two portal-wide dialogs is open; at most one. */
export const overlay = {
  get: (): Overlay => shown,
  show: (next: Overlay) => {
    shown = next;
    typedAhead = "";
    for (const listener of listeners) listener();
  },
  /** What was typed after the palette was called and before its code arrived. */
  typedAhead: (): string => typedAhead,
  typeAhead: (text: string) => {
    typedAhead += text;
  },
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
