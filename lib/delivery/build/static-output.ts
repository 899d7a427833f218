import { access } from "node:fs/promises";
import { join, posix } from "node:path";

import type { RunPlan } from "../targets/target";
import { BuildFailed } from "./build";
import type { StaticSite } from "./static-site";

type StaticServe = Extract<RunPlan["serve"], { kind: "static" }>;

/** Chooses the folder to serve from what the build left behind. Throws BuildFailed when none holds an index.html. */
export async function chooseOutput(
  site: StaticSite,
  serviceFolder: string,
  explanation: string[],
): Promise<StaticServe> {
  for (const directory of site.candidates) {
    if (!(await exists(join(serviceFolder, directory, "index.html")))) continue;
    const hasOwnPage = await exists(join(serviceFolder, directory, "404.html"));
    const singlePage = site.singlePage === "unless_404_page" ? !hasOwnPage : site.singlePage;
    if (site.candidates.length > 1)
      explanation.push(`The build left its index.html in ${posix.join(directory, ".")}.`);
    if (singlePage) {
      explanation.push("Unknown paths are answered with index.html, as a single-page application needs it.");
    }
    return { kind: "static", directory, singlePage };
  }
  throw noOutput(site);
}

function noOutput({ candidates }: StaticSite): BuildFailed {
  const [only] = candidates;
  if (candidates.length === 1) {
    const sentence = `The folder ${only} holds no index.html after the build; correct the output folder in slipway.yaml or in the service's settings.`;
    return new BuildFailed("build", "invalid_configuration", sentence);
  }
  const sentence = `The build ended well, but none of ${candidates.join(", ")} holds an index.html. Name the output folder in slipway.yaml (output: folder), or add a start script to package.json.`;
  return new BuildFailed("build", "not_a_service", sentence);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
