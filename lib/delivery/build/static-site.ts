import { posix } from "node:path";

import { allDependencies, type PackageManifest } from "./package-manifest";
import type { Source } from "./source";
import type { Wishes } from "./wishes";

export type StaticSite = {
  /** Folders to look into after the build, best first, relative to the service's folder. */
  candidates: readonly string[];
  /** `unless_404_page`: yes, unless the built folder has a page of its own for what is not found. */
  singlePage: boolean | "unless_404_page";
};

/** Where the usual generators put their pages. */
const OUTPUT_FOLDERS = [
  "dist",
  "build",
  "out",
  "_site",
  "public",
  "www",
  "site",
  ".output/public",
  "dist/client",
];
const FOLDERS_WITHOUT_BUILD = [".", "public", "dist", "build", "out", "_site", "www", "site"];

/** Tools whose result is one page that draws all routes in the browser. */
const SINGLE_PAGE_TOOLS = ["vite", "react-scripts", "@vue/cli-service", "@angular/core", "parcel"];
/** They use vite underneath, but write a page per route. */
const MANY_PAGE_TOOLS = [
  "astro",
  "vitepress",
  "@11ty/eleventy",
  "gatsby",
  "@docusaurus/core",
  "@sveltejs/kit",
  "vike",
];

/** Decides which folder of static files to serve; undefined when nothing looks like a site. */
export function detectStaticSite(
  source: Source,
  wishes: Wishes,
  manifest: PackageManifest | undefined,
  buildCommand: string | undefined,
  explanation: string[],
): StaticSite | undefined {
  const singlePage =
    wishes.singlePage ?? (buildCommand && isSinglePage(manifest) ? "unless_404_page" : false);
  if (wishes.outputDirectory) {
    const folder = posix.normalize(wishes.outputDirectory).replace(/\/$/, "");
    explanation.push(`Serves the configured folder ${folder} as a static site.`);
    return { candidates: [folder], singlePage };
  }
  if (buildCommand) {
    const why = manifest?.scripts["build"]
      ? "Found package.json with a build script but no start script"
      : "A build command is configured but no start command";
    explanation.push(
      `${why}: serves the folder the build leaves its index.html in (${OUTPUT_FOLDERS.join(", ")}).`,
    );
    return { candidates: [...OUTPUT_FOLDERS, "."], singlePage };
  }
  const folder = FOLDERS_WITHOUT_BUILD.find((each) =>
    source.files.has(posix.join(source.servicePath, each, "index.html")),
  );
  if (folder === undefined) return undefined;
  explanation.push(
    `Found ${posix.join(folder, "index.html")}: serves ${folder === "." ? "the folder" : folder} as a static site.`,
  );
  return { candidates: [folder], singlePage };
}

function isSinglePage(manifest: PackageManifest | undefined): boolean {
  const dependencies = new Set(manifest ? allDependencies(manifest) : []);
  return (
    SINGLE_PAGE_TOOLS.some((tool) => dependencies.has(tool)) &&
    !MANY_PAGE_TOOLS.some((tool) => dependencies.has(tool))
  );
}
