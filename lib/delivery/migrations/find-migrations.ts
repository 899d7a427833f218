import { posix } from "node:path";

/** A migration by its files; paths start at the root of the repository. */
export type MigrationFile = { name: string; up: string; down?: string };
export type FoundMigrations = { directory: string; files: MigrationFile[] };

/** Where the usual tools keep theirs, relative to the service's folder: node-pg-migrate, dbmate, goose, Drizzle, Prisma … */
const USUAL_PLACES = [
  "migrations",
  "db/migrations",
  "drizzle",
  "prisma/migrations",
  "supabase/migrations",
  "db/migration",
  "src/main/resources/db/migration",
];

/** Tools number their migrations; a schema.sql or an index.ts beside them is none. Flyway: V1__x, U1__x, R__x. */
const NUMBERED = /^(\d|[VU]\d|R__)/;
const PROGRAM = /^\d[^/]*(?<!\.d)\.(?:[cm]?[jt]s|py|rb|php|java|go)$/;

/**
 * The migrations of a service in the order in which they are applied, from the names of the repository's files. Undefined
 * when there are none; an empty list when a declared folder has none.
 * @param declared folder relative to the service's, from `slipway.yaml`
 */
export function findMigrations(
  files: Iterable<string>,
  servicePath: string,
  declared?: string,
): FoundMigrations | undefined {
  const all = [...files];
  const places = (declared === undefined ? USUAL_PLACES : [declared]).map((place) =>
    posix.normalize(posix.join(servicePath, place)).replace(/\/$/, ""),
  );
  for (const directory of places) {
    const found = migrationsIn(directory, all, declared !== undefined);
    if (found.length > 0 || declared !== undefined) return { directory, files: found };
  }
  return undefined;
}

function migrationsIn(directory: string, all: readonly string[], takesAny: boolean): MigrationFile[] {
  const prefix = directory === "." ? "" : `${directory}/`;
  const inside = all
    .filter((file) => file.startsWith(prefix) && !file.includes("node_modules/"))
    .map((file) => file.slice(prefix.length));
  const present = new Set(inside);
  const found = inside.flatMap((file): MigrationFile[] => {
    const name = nameOf(file, takesAny);
    if (name === undefined) return [];
    const down = downOf(file).find((candidate) => candidate !== file && present.has(candidate));
    return [{ name, up: prefix + file, ...(down && { down: prefix + down }) }];
  });
  return found.toSorted((left, right) => compareMigrationNames(left.name, right.name));
}

/** Undefined for what is no migration, or only the way back of one. */
function nameOf(file: string, takesAny: boolean): string | undefined {
  const [folder = "", inner, ...deeper] = file.split("/");
  if (deeper.length > 0) return undefined;
  if (inner !== undefined) return inner === "migration.sql" || inner === "up.sql" ? folder : undefined;
  if (PROGRAM.test(file)) return file.replace(/\.\w+$/, "");
  if (!file.endsWith(".sql") || file.endsWith(".down.sql") || /^U\d/.test(file)) return undefined;
  if (!takesAny && !NUMBERED.test(file)) return undefined;
  return file.replace(/(\.up)?\.sql$/, "");
}

function downOf(file: string): string[] {
  if (file.includes("/")) return [`${posix.dirname(file)}/down.sql`];
  return [file.replace(/(\.up)?\.sql$/, ".down.sql"), file.replace(/^V(?=\d)/, "U")];
}

const collator = new Intl.Collator("en", { numeric: true });

/** 2 before 10, as Flyway and everybody who counts means it; what Flyway repeats comes last. */
const compareMigrationNames = (left: string, right: string): number =>
  Number(left.startsWith("R__")) - Number(right.startsWith("R__")) || collator.compare(left, right);
