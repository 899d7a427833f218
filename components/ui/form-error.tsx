import { Notice } from "./notice";

/** What went wrong with a form as a whole; nothing while there is nothing to say. */
export function FormError({ message }: { message: string | undefined }) {
  return message ? (
    <Notice tone="fail" announce>
      {message}
    </Notice>
  ) : null;
}
