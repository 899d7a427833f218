import type { BrowserContext } from "@playwright/test";

/** Pages of the portal itself; a journey also visits the services it deploys, which are not ours to judge. */
const PORTAL_HOSTS = new Set(["localhost", "127.0.0.1"]);
/** A link that the portal fetches ahead may lead to a service that another journey takes away at this moment. */
const FETCHED_AHEAD = /status of 404.*[?&]_rsc=/;

/** What a browser complains about while a journey runs: errors on the console and errors nobody caught. */
export function listenForComplaints(context: BrowserContext): string[] {
  const complaints: string[] = [];
  const note = (pageUrl: string | undefined, text: string) => {
    if (!pageUrl || !PORTAL_HOSTS.has(new URL(pageUrl).hostname) || FETCHED_AHEAD.test(text)) return;
    complaints.push(`${pageUrl}: ${text}`);
  };
  context.on("console", (message) => {
    if (message.type() === "error")
      note(message.page()?.url(), `${message.text()} ${message.location().url}`);
  });
  context.on("weberror", (error) => note(error.page()?.url(), error.error().message));
  return complaints;
}
