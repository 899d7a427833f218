import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** One line of code in one file, and the rule of the house that it breaks (or, right beside it, keeps). */
type Sample = [path: string, code: string];

const broken: Record<string, Sample[]> = {
  "1: app and components never import the database": [
    ["app/one/page.tsx", 'import { db } from "@/db/client";'],
    ["app/one/schema.ts", 'import { services } from "@/db/schema";'],
    ["app/one/climbing.ts", 'import { db } from "../../db/client";'],
    ["components/one/card.tsx", 'import { eq } from "drizzle-orm";'],
    ["components/one/driver.tsx", 'import postgres from "postgres";'],
  ],
  "2: outside a domain only its doors are visible": [
    ["app/two/page.tsx", 'import { listServices } from "@/lib/catalog/queries";'],
    ["app/two/deep.ts", 'import { promote } from "@/lib/delivery/commands/promote";'],
    ["app/two/climbing.ts", 'import { listServices } from "../../lib/catalog/queries";'],
    ["lib/delivery/two.ts", 'import { listServices } from "@/lib/catalog/queries";'],
    ["lib/delivery/engine/two.ts", 'import { listServices } from "../../catalog/queries";'],
    ["lib/jobs/two.ts", 'import { findSession } from "@/lib/auth/session";'],
    ["lib/delivery/policy.ts", 'import { listServices } from "@/lib/catalog/queries";'],
  ],
  "3: components never import a domain's server index": [
    ["components/three/board.tsx", 'import { listServices } from "@/lib/catalog";'],
    ["app/three/_components/board.tsx", 'import { listServices } from "@/lib/catalog";'],
    ["components/three/core.tsx", 'import { mutate } from "@/lib/core/mutate";'],
  ],
  "4: lib never imports the user interface": [
    ["lib/catalog/four.ts", 'import { Button } from "@/components/ui/button";'],
    ["lib/core/four.ts", 'import { Page } from "@/app/four/page";'],
    ["lib/catalog/climbing.ts", 'import { Button } from "../../components/ui/button";'],
  ],
  "5: facts never call reactions, and the first level knows no domain above it": [
    ["lib/delivery/five.ts", 'import { notify } from "@/lib/notifications";'],
    ["lib/delivery/five-by-its-door.ts", 'import type { AlertView } from "@/lib/alerts/contract";'],
    ["lib/telemetry/five.ts", 'import { raise } from "@/lib/alerts";'],
    ["lib/core/five.ts", 'import { listServices } from "@/lib/catalog";'],
    ["lib/auth/five.ts", 'import { deploy } from "@/lib/delivery/actions";'],
  ],
  "6: no cycles": [
    ["lib/catalog/six.ts", 'import { other } from "./six-back";\nexport const one = () => other;'],
    ["lib/catalog/six-back.ts", 'import { one } from "./six";\nexport const other = () => one;'],
  ],
  "7: only lib/core and lib/jobs open the database": [
    ["lib/catalog/seven.ts", 'import { db } from "@/db/client";'],
    ["lib/api/seven.ts", 'import { db } from "@/db/client";'],
    ["db/seven.ts", 'import { mutate } from "@/lib/core/mutate";'],
  ],
  "8: behind the sign-in, a page asks for a person": [
    ["app/(portal)/eight/page.tsx", 'import { requestContext } from "@/lib/core/request";'],
    ["app/(portal)/[eight]/deep/layout.tsx", 'import { requestContext as ctx } from "@/lib/core/request";'],
    ["app/(portal)/all/page.tsx", 'import * as request from "@/lib/core/request";'],
    ["app/(portal)/eight/read.ts", 'import { db } from "@/db/client";'],
  ],
};

const kept: Sample[] = [
  ["app/fine/page.tsx", 'import { statuses } from "@/db/enums";'],
  ["app/fine/query.ts", 'import { listServices } from "@/lib/catalog";'],
  ["app/fine/request.ts", 'import { requestContext } from "@/lib/core/request";'],
  ["app/(portal)/fine/page.tsx", 'import { pageContext } from "@/lib/core/request";'],
  ["components/fine/board.tsx", 'import { serviceQuery } from "@/lib/catalog/query-options";'],
  ["components/fine/button.tsx", 'import { promote } from "@/lib/delivery/actions";'],
  ["components/fine/view.tsx", 'import type { ServiceView } from "@/lib/catalog/contract";'],
  ["lib/delivery/fine.ts", 'import { listServices } from "@/lib/catalog";'],
  ["lib/delivery/engine/fine.ts", 'import { machine } from "../machine";'],
  ["lib/delivery/engine/jobs.ts", 'import { jobs } from "../jobs";'],
  ["lib/delivery/commands/fine.ts", 'import type { Tx } from "@/db/client";'],
  ["lib/alerts/fine.ts", 'import { listServices } from "@/lib/catalog";'],
  ["lib/api/fine.ts", 'import { deploy } from "@/lib/delivery";'],
  ["lib/core/fine.ts", 'import { db } from "@/db/client";'],
  ["lib/jobs/fine.ts", 'import { db } from "@/db/client";'],
];

const folder = mkdtempSync(join(tmpdir(), "slipway-boundaries-"));
let reported: Map<string, string[]>;

beforeAll(() => {
  // The same rules on a tree of samples: the real tree stays clean, also for those who work in it meanwhile.
  const config = JSON.parse(readFileSync(".oxlintrc.json", "utf8"));
  config.options = { ...config.options, typeAware: false };
  writeFileSync(join(folder, ".oxlintrc.json"), JSON.stringify(config));
  copyFileSync("tsconfig.json", join(folder, "tsconfig.json"));
  for (const [path, code] of [...Object.values(broken).flat(), ...kept]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${code}\n`);
  }
  reported = lint();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.entries(broken))("rule %s", (_rule, samples) => {
  test.each(samples)("%s is refused", (path) => {
    expect(reported.get(path)).toBeDefined();
  });
});

test.each(kept)("%s is allowed", (path) => {
  expect(reported.get(path)).toBeUndefined();
});

function lint() {
  const oxlint = join(process.cwd(), "node_modules/oxlint/bin/oxlint");
  const args = [oxlint, "--config", ".oxlintrc.json", "--format", "json"];
  let output = "";
  try {
    output = execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  } catch (error) {
    // It ends with 1 when it finds something, which is what we are here for.
    output = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
  }
  const found: { diagnostics: { filename: string; code: string }[] } = JSON.parse(output);
  const byFile = new Map<string, string[]>();
  for (const { filename, code } of found.diagnostics) {
    if (!/no-restricted-imports|no-cycle/.test(code)) continue;
    byFile.set(filename, [...(byFile.get(filename) ?? []), code]);
  }
  return byFile;
}
