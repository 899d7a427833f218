import { useLayoutEffect, type RefObject } from "react";

/**
 * Opens a <dialog> as modal as long as the component is there: the browser keeps the focus inside, makes the page
 * behind inert and gives the focus back. Focus starts on `[data-autofocus]`, else on the dialog itself.
 */
export function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
  // The top layer of the browser is the outside system. Closing before React removes the element restores the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    (element?.querySelector<HTMLElement>("[data-autofocus]") ?? element)?.focus();
    return () => element?.close();
  }, [dialog]);
}
