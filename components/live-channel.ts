const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const PATH = "/api/events";

type Listener = {
  opened: () => void;
  lost: () => void;
  changed: (topic: string) => void;
  /** Nobody is signed in any more, so trying again is of no use. */
  signedOut: () => void;
};

/**
 * Opens the stream and keeps it open; returns how to close it. A browser reconnects by itself when a connection breaks,
 * but gives up for good on any answer that is not 200, such as that of a proxy while the portal restarts.
 * @param sinceMs when what is on the page was rendered, by the portal's clock: what changed since is told first.
 */
export function openLiveChannel(
  { opened, lost, changed, signedOut }: Listener,
  sinceMs?: number,
): () => void {
  const closing = new AbortController();
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_PAUSE_MS;

  const connect = () => {
    source = new EventSource(sinceMs === undefined ? PATH : `${PATH}?since=${sinceMs}`);
    source.addEventListener("open", () => {
      pauseMs = FIRST_PAUSE_MS;
      opened();
    });
    source.addEventListener("error", () => {
      lost();
      if (source?.readyState !== EventSource.CLOSED) return;
      // Half of it by chance: many browsers lose the same portal at the same moment.
      timer = setTimeout(() => void tryAgain(), pauseMs * (0.5 + Math.random() / 2));
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    });
    source.addEventListener("change", ({ data: topic }: MessageEvent<string>) => changed(topic));
  };
  const tryAgain = async () => {
    const status = await statusNow(closing.signal);
    if (closing.signal.aborted) return;
    if (status === 401) signedOut();
    else connect();
  };

  connect();
  return () => {
    closing.abort();
    clearTimeout(timer);
    source?.close();
  };
}

/** An EventSource does not tell with which status it was refused. What is asked for is let go once its head is there. */
async function statusNow(closing: AbortSignal): Promise<number | undefined> {
  const asked = new AbortController();
  const answer = await fetch(PATH, { signal: AbortSignal.any([closing, asked.signal]) }).catch(
    () => undefined,
  );
  asked.abort();
  return answer?.status;
}
