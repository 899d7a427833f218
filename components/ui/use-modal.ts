import { useLayoutEffect, useRef, type ComponentProps } from "react";

type Modal = { onClose: () => void; /** Only a button of its own closes it. */ mustStay?: boolean };

/**
 * What makes a <dialog> modal as long as the component is there; spread it on the element. The browser keeps the focus
 * inside, makes the page behind inert and gives the focus back. Focus starts on `[data-autofocus]`, else on the dialog
 * itself. Escape and a click beside it close it.
 */
export function useModal({ onClose, mustStay = false }: Modal) {
  const dialog = useRef<HTMLDialogElement>(null);
  /** A click that began inside, such as the end of a text selection, is not a click beside the dialog. */
  const pressedBeside = useRef(false);

  // The top layer of the browser is the outside system. Closing before React removes the element restores the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    (element?.querySelector<HTMLElement>("[data-autofocus]") ?? element)?.focus();
    return () => element?.close();
  }, []);

  return {
    ref: dialog,
    tabIndex: -1,
    onCancel: (event) => {
      event.preventDefault();
      if (!mustStay) onClose();
    },
    // At the second Escape in a row a browser closes a dialog without asking.
    onClose: ({ currentTarget }) => {
      if (currentTarget.open) return;
      if (mustStay) currentTarget.showModal();
      else onClose();
    },
    onPointerDown: ({ target, currentTarget }) => {
      pressedBeside.current = target === currentTarget;
    },
    onClick: ({ target, currentTarget }) => {
      if (target === currentTarget && pressedBeside.current && !mustStay) onClose();
    },
  } satisfies ComponentProps<"dialog">;
}
