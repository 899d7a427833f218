import { describe, expect, test } from "vitest";

import { BuildFailed, type ServiceSettings } from "./build";
import { detect } from "./detect";
import { packageJson } from "./testing";

/** Detection sees the names of all files and the texts of those that decide. */
function detectIn(files: Record<string, string>, settings: ServiceSettings = {}, servicePath = ".") {
  return detect(
    {
      servicePath,
      files: new Set(Object.keys(files)),
      texts: new Map(Object.entries(files)),
      treeSha: "",
      symlinks: [],
      submodules: [],
    },
    settings,
  );
}

const problemOf = (run: () => unknown): BuildFailed => {
  try {
    run();
  } catch (error) {
    if (error instanceof BuildFailed) return error;
    throw error;
  }
  throw new Error("detection succeeded");
};

const START = packageJson({ scripts: { start: "node server.mjs" } });

describe("what runs", () => {
  test("a start script runs as a process on $PORT, and says so", () => {
    const { serve, explanation, readiness, buildCommand } = detectIn({ "package.json": START });
    expect(serve).toEqual({ kind: "process", command: "node server.mjs", portVariable: "PORT" });
    expect(explanation[0]).toBe(
      "Found package.json with a start script: runs `node server.mjs` and expects it to listen on $PORT.",
    );
    expect(readiness.probe).toEqual({ kind: "http", path: "/", expect: "any_below_500" });
    expect(buildCommand).toBeUndefined();
  });

  test("a start script that leans on npm is started through npm", () => {
    const hooked = packageJson({ scripts: { prestart: "node prepare.js", start: "node server.js" } });
    expect(detectIn({ "package.json": hooked }).serve).toMatchObject({ command: "npm run start" });
  });

  test("a build script without a start script is a static site, found after the build", () => {
    const manifest = packageJson({ scripts: { build: "node build.js" } });
    const { serve, buildCommand } = detectIn({ "package.json": manifest, "index.html": "" });
    expect(buildCommand).toBe("npm run build");
    expect(serve).toMatchObject({ kind: "static", singlePage: false });
    expect(serve.kind === "static" && serve.candidates.slice(0, 2)).toEqual(["dist", "build"]);
  });

  test("a site built with a single-page tool answers unknown paths unless it has a 404 page", () => {
    const spa = packageJson({ scripts: { build: "vite build" }, devDependencies: { vite: "7.0.0" } });
    expect(detectIn({ "package.json": spa }).serve).toMatchObject({ singlePage: "unless_404_page" });
    const pages = packageJson({
      scripts: { build: "astro build" },
      devDependencies: { vite: "7", astro: "5" },
    });
    expect(detectIn({ "package.json": pages }).serve).toMatchObject({ singlePage: false });
    expect(detectIn({ "package.json": spa }, { singlePage: false }).serve).toMatchObject({
      singlePage: false,
    });
  });

  test("a folder with index.html is served as it is", () => {
    expect(detectIn({ "index.html": "" }).serve).toEqual({
      kind: "static",
      candidates: ["."],
      singlePage: false,
    });
    expect(detectIn({ "public/index.html": "" }).serve).toMatchObject({ candidates: ["public"] });
  });

  test("server.js runs when package.json has no scripts, as npm start would run it", () => {
    const { serve } = detectIn({ "package.json": packageJson({}), "server.js": "" });
    expect(serve).toMatchObject({ kind: "process", command: "node server.js" });
  });

  test("anything else is no service, with a sentence that says what was looked for", () => {
    const failure = problemOf(() => detectIn({ "README.md": "", "apps/web/package.json": START }));
    expect(failure).toMatchObject({ step: "detect", code: "not_a_service" });
    expect(failure.message).toContain(
      "no package.json, no slipway.yaml with start or output, and no index.html",
    );
    expect(failure.message).toContain("If the service is in apps/web, set that as its path.");
  });
});

describe("who decides", () => {
  const yaml =
    "start: node other.js\nhealth: /healthz\nport: HTTP_PORT\nbuild: make\nreadiness:\n  deadline: 2m\n";

  test("slipway.yaml wins over package.json", () => {
    const found = detectIn({ "package.json": START, "slipway.yaml": yaml });
    expect(found.serve).toEqual({ kind: "process", command: "node other.js", portVariable: "HTTP_PORT" });
    expect(found.buildCommand).toBe("make");
    expect(found.readiness).toMatchObject({
      probe: { kind: "http", path: "/healthz", expect: "success" },
      deadlineMs: 120_000,
    });
  });

  test("settings of the portal win over slipway.yaml", () => {
    const settings = { startCommand: "node portal.js", healthPath: "/up", readinessDeadlineMs: 5_000 };
    const found = detectIn({ "slipway.yaml": yaml }, settings);
    expect(found.serve).toMatchObject({ command: "node portal.js", portVariable: "HTTP_PORT" });
    expect(found.readiness).toMatchObject({ probe: { path: "/up" }, deadlineMs: 5_000 });
  });

  test("an output folder in the portal replaces a start command in slipway.yaml", () => {
    const found = detectIn({ "slipway.yaml": yaml, "package.json": START }, { outputDirectory: "dist/" });
    expect(found.serve).toEqual({ kind: "static", candidates: ["dist"], singlePage: false });
  });

  test("both a start command and an output folder in the portal is refused", () => {
    const failure = problemOf(() => detectIn({}, { startCommand: "x", outputDirectory: "y" }));
    expect(failure.code).toBe("invalid_configuration");
  });

  test("readiness by connection is asked for in slipway.yaml", () => {
    const found = detectIn({ "slipway.yaml": "start: ./run\nreadiness: { tcp: true }\n" });
    expect(found.readiness.probe).toEqual({ kind: "tcp" });
  });

  test("a misnamed slipway.yml is pointed out instead of being ignored", () => {
    const failure = problemOf(() => detectIn({ "slipway.yml": "", "package.json": START }));
    expect(failure.message).toBe("Found slipway.yml; rename it to slipway.yaml.");
  });

  test("a package.json that is no JSON is named", () => {
    const failure = problemOf(() => detectIn({ "package.json": "{ nope" }));
    expect(failure.code).toBe("invalid_configuration");
    expect(failure.message).toContain("package.json is not valid JSON");
  });
});

describe("how dependencies are installed", () => {
  const manifest = packageJson({ scripts: { start: "node ." }, dependencies: { ms: "^2" } });

  test.each([
    ["package-lock.json", "npm"],
    ["pnpm-lock.yaml", "pnpm"],
    ["yarn.lock", "yarn"],
  ])("%s means %s", (lockfile, packageManager) => {
    const { installation } = detectIn({ "package.json": manifest, [lockfile]: "" });
    expect(installation).toMatchObject({ packageManager, lockfile, folder: ".", isNeeded: true });
  });

  test("packageManager decides between several lockfiles", () => {
    const pinned = packageJson({
      scripts: { start: "node ." },
      packageManager: "pnpm@9.1.0",
      dependencies: { ms: "^2" },
    });
    const found = detectIn({ "package.json": pinned, "package-lock.json": "", "pnpm-lock.yaml": "" });
    expect(found.installation).toMatchObject({ packageManager: "pnpm", lockfile: "pnpm-lock.yaml" });
    expect(found.explanation.join(" ")).toContain("several lockfiles");
  });

  test("without a lockfile npm is used and the consequence is said", () => {
    const found = detectIn({ "package.json": manifest });
    expect(found.installation).toMatchObject({ packageManager: "npm", lockfile: undefined });
    expect(found.explanation.join(" ")).toContain("nothing is reused");
  });

  test("a workspace installs where the lockfile is, a lone folder does not climb", () => {
    const root = packageJson({ workspaces: ["apps/*"] });
    const files = { "package.json": root, "package-lock.json": "", "apps/web/package.json": manifest };
    expect(detectIn(files, {}, "apps/web").installation).toMatchObject({
      folder: ".",
      lockfile: "package-lock.json",
    });
    const unrelated = { ...files, "package.json": packageJson({}) };
    expect(detectIn(unrelated, {}, "apps/web").installation).toMatchObject({
      folder: "apps/web",
      lockfile: undefined,
    });
  });

  test("a package without dependencies installs nothing, one with install scripts depends on its sources", () => {
    expect(detectIn({ "package.json": START }).installation).toMatchObject({ isNeeded: false });
    const scripted = packageJson({ scripts: { start: "node .", postinstall: "node generate.js" } });
    expect(detectIn({ "package.json": scripted }).installation).toMatchObject({
      isNeeded: true,
      dependsOnSources: true,
    });
  });
});
