/** An empty place in a dense table: quiet for the eye, a sentence for a screen reader. */
export function NothingRuns() {
  return (
    <>
      <span aria-hidden className="text-fg-subtle">
        –
      </span>
      <span className="sr-only">Nothing runs</span>
    </>
  );
}
