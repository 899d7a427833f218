import type { Attachment } from "../contract/batch";
import type { Item } from "./framing";
import { storable, textOf } from "./lenient";

const MOST_NAME_CHARS = 200;
const UNKNOWN_TYPE = "application/octet-stream";

/** What the headers of an attachment say, made fit to be kept and shown. Its bytes are taken as they are. */
export function readAttachment({ header, payload }: Item): Omit<Attachment, "eventId"> {
  return {
    name: nameOf(header["filename"]),
    contentType: contentTypeOf(header["content_type"]),
    type: textOf(header["attachment_type"], 60) ?? "event.attachment",
    body: payload,
  };
}

/** The last part of a path, without what could make a name look like another one. */
function nameOf(given: unknown): string {
  const name =
    typeof given === "string"
      ? given
          .slice(-4 * MOST_NAME_CHARS)
          .split(/[/\\]/u)
          .at(-1)
      : "";
  const seen = storable(name?.replaceAll(INVISIBLE, "") ?? "", MOST_NAME_CHARS).trim();
  return seen === "" || /^\.+$/u.test(seen) ? "attachment" : seen;
}
/** Controls, marks that turn the direction of text around, and line separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Without parameters such as a character set. */
function contentTypeOf(given: unknown): string {
  const [type = ""] = typeof given === "string" ? given.slice(0, 200).split(";") : [];
  const plain = type.trim().toLowerCase();
  return /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,100}$/u.test(plain) ? plain : UNKNOWN_TYPE;
}
