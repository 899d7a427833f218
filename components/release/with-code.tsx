/** A sentence of the server in which `backticks` mark code. */
export function WithCode({ text }: { text: string }) {
  return text.split("`").map((piece, index) =>
    index % 2 === 1 ? (
      // oxlint-disable-next-line react/no-array-index-key -- the pieces of one sentence have no other name
      <code key={index} className="rounded-sm bg-surface-2 px-1 code">
        {piece}
      </code>
    ) : (
      piece
    ),
  );
}
