import { cx } from "./cx";

/** Keys as they are pressed, one cap each: `<Kbd keys="g h" />`; `mod` is ⌘ or Ctrl by the reader's machine. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <kbd className={cx("inline-flex gap-0.5 font-sans", className)}>
      {keys.split(" ").map((key) => (
        <span
          key={key}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border bg-surface-2 px-1 text-2xs text-fg-muted capitalize"
        >
          {key === "mod" ? <ModifierKey /> : key}
        </span>
      ))}
    </kbd>
  );
}

/** Both words are there; what the server wrote on <html> about the reader's machine picks one, so nothing flickers. */
function ModifierKey() {
  return (
    <>
      <span className="hidden mac:inline">⌘</span>
      <span className="mac:hidden">Ctrl</span>
    </>
  );
}
