/** So long after somebody did something themselves, what changes is most likely what they did. */
const OWN_MS = 15_000;
let doneAtMs = -Infinity;

/** Whether the viewer just did something: what follows from it is shown at once and never held back. */
export const ownDeeds = {
  note: () => {
    doneAtMs = performance.now();
  },
  isRecent: () => performance.now() - doneAtMs < OWN_MS,
};
