/**
 * Whether a line belongs to the record before it, as the lines of a stack trace do. `first` and `last` are the first and
 * the latest line of that record.
 */
export function continues(first: string, last: string, line: string): boolean {
  // A whole JSON object is a record, whatever follows it.
  if (first.startsWith("{") && first.endsWith("}")) return false;
  if (INDENTED.test(line) || FOLLOWING.test(line)) return true;
  // What was opened on the first line is closed: an object that was printed over several lines.
  if (CLOSING.test(line)) return OPEN.test(first);
  if (first.includes(TRACEBACK)) return INDENTED.test(last) && PYTHON_ERROR.test(line);
  return GO_PANIC.test(first) && GO_FRAME.test(line);
}

const INDENTED = /^\s+\S/;
/** Java, JavaScript without indentation, Python's chained exceptions. */
const FOLLOWING =
  /^(?:at\s|Caused by: |Suppressed: |\.{3} \d+ (?:more|common frames)|The above exception was the direct cause|During handling of the above exception)/;
const OPEN = /[{[(]$/;
const CLOSING = /^[}\])]+[;,]?$/;
/** "Traceback (most recent call last):", then indented frames, then the error, which is not indented. */
const TRACEBACK = "Traceback (most recent call last):";
const PYTHON_ERROR = /^[\w.]+(?:: |$)/;
const GO_PANIC = /^(?:panic: |fatal error: |goroutine \d+ )/;
const GO_FRAME = /^(?:goroutine \d+ |\[signal |created by |exit status |panic\(|[\w./*()[\]-]+\(.*\)$)/;
