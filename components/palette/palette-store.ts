type Overlay = "palette" | "shortcuts" | undefined;

const listeners = new Set<() => void>();
let shown: Overlay;

/** Which of the two portal-wide dialogs is open; at most one. */
export const overlay = {
  get: (): Overlay => shown,
  show: (next: Overlay) => {
    shown = next;
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
