import type { BrowserContext } from "@playwright/test";

/** What a browser complains about while a journey runs: errors on the console and errors nobody caught. */
export function listenForComplaints(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.page()?.url() ?? ""}: ${message.text()}`);
  });
  context.on("weberror", (error) =>
    complaints.push(`${error.page()?.url() ?? ""}: ${error.error().message}`),
  );
  return complaints;
}
