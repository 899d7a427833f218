import type { AlterTableCmd, AlterTableStmt, ColumnDef, Constraint, Node } from "libpg-query";

import type { Finding } from "./classes";
import { columnsIn, namesOf, nodesBelow, relationName, type Fresh } from "./sql-names";

const expand = (...why: string[]): Finding => ({ class: "expand", why });
const contract = (...why: string[]): Finding => ({ class: "contract", why });
const none: Finding = { class: "none", why: [] };

/** What one ALTER TABLE does to a release that does not know of it, part by part. */
export function alterTableFindings(statement: AlterTableStmt, fresh: Fresh): Finding[] {
  const table = relationName(statement.relation);
  const parts = (statement.cmds ?? []).flatMap((node) =>
    "AlterTableCmd" in node ? [node.AlterTableCmd] : [],
  );
  if (fresh.relations.has(table)) return [expand(`builds ${table}, which is new`)];
  return parts.map((part) => partFinding(table, part, fresh));
}

type Subtype = NonNullable<AlterTableCmd["subtype"]>;
type Part = {
  table: string;
  column: string;
  /** What is known of the column when this migration added it. */
  fresh: { isNullWhenLeftOut: boolean } | undefined;
  hasDefinition: boolean;
};

function partFinding(table: string, part: AlterTableCmd, fresh: Fresh): Finding {
  const { subtype = "AT_AddColumn", name = "" } = part;
  if (subtype === "AT_AddColumn") return addedColumn(table, definitionOf(part.def), fresh);
  if (subtype === "AT_AddConstraint") return addedConstraint(table, part.def, fresh);
  if (subtype === "AT_DropConstraint") return contract(`drops constraint ${name} of ${table}`);
  if (HARMLESS.has(subtype)) return none;
  const column = `${table}.${name}`;
  const rule = RULES[subtype];
  return (
    rule?.({ table, column, fresh: fresh.columns.get(column), hasDefinition: part.def !== undefined }) ?? {
      class: "unknown",
      why: [`alters ${table} in a way that is not known here (${subtype})`],
    }
  );
}

const HARMLESS: ReadonlySet<Subtype> = new Set<Subtype>([
  "AT_ValidateConstraint",
  "AT_SetStatistics",
  "AT_SetOptions",
  "AT_ResetOptions",
  "AT_SetStorage",
  "AT_SetCompression",
  "AT_ChangeOwner",
  "AT_ClusterOn",
  "AT_DropCluster",
  "AT_SetLogged",
  "AT_SetUnLogged",
  "AT_SetAccessMethod",
  "AT_SetTableSpace",
  "AT_SetRelOptions",
  "AT_ResetRelOptions",
  "AT_ReplicaIdentity",
]);

const takesPartAway = ({ table }: Part) => contract(`takes a part of ${table} away`);
const switchesOff = ({ table }: Part) => contract(`switches triggers or rules of ${table} off`);
const hidesRows = ({ table }: Part) => contract(`hides rows of ${table} by row security`);
const extendsTable = ({ table }: Part) => expand(`extends ${table}`);
const extendsColumn = ({ column }: Part) => expand(`extends ${column}`);
const stopsFilling = ({ column }: Part) => contract(`takes what fills ${column} away`);

const RULES: Partial<Record<Subtype, (part: Part) => Finding>> = {
  AT_DropColumn: ({ column, fresh }) =>
    fresh ? expand(`drops ${column}, which is new`) : contract(`drops column ${column}`),
  AT_AlterColumnType: ({ column, fresh }) =>
    fresh ? expand(`changes ${column}, which is new`) : contract(`changes the type of ${column}`),
  AT_SetNotNull: ({ column, fresh }) =>
    fresh?.isNullWhenLeftOut === false
      ? expand(`requires ${column}, which fills itself`)
      : contract(`requires ${column}, which the earlier release may leave empty`),
  AT_DropNotNull: ({ column }) => expand(`lets ${column} be empty`),
  AT_ColumnDefault: ({ column, fresh, hasDefinition }) =>
    hasDefinition || fresh
      ? expand(`sets a default for ${column}`)
      : contract(`takes the default of ${column} away`),
  AT_SetExpression: ({ column }) => ({ class: "data", why: [`computes ${column} anew`] }),
  AT_DropIdentity: stopsFilling,
  AT_DropExpression: stopsFilling,
  AT_EnableRowSecurity: hidesRows,
  AT_ForceRowSecurity: hidesRows,
  AT_DetachPartition: takesPartAway,
  AT_DetachPartitionFinalize: takesPartAway,
  AT_DropInherit: takesPartAway,
  AT_DisableTrig: switchesOff,
  AT_DisableTrigAll: switchesOff,
  AT_DisableTrigUser: switchesOff,
  AT_DisableRule: switchesOff,
  AT_AddIdentity: extendsColumn,
  AT_SetIdentity: extendsColumn,
  AT_AttachPartition: extendsTable,
  AT_AddInherit: extendsTable,
  AT_DisableRowSecurity: extendsTable,
  AT_NoForceRowSecurity: extendsTable,
  AT_EnableTrig: extendsTable,
  AT_EnableTrigAll: extendsTable,
  AT_EnableTrigUser: extendsTable,
};

const definitionOf = (node: Node | undefined): ColumnDef =>
  node && "ColumnDef" in node ? node.ColumnDef : {};

/** A column is no trouble for whoever does not name it when it is left null or fills itself. */
function addedColumn(table: string, definition: ColumnDef, fresh: Fresh): Finding {
  const column = `${table}.${definition.colname ?? ""}`;
  const kinds = new Set(
    (definition.constraints ?? []).flatMap((node) => ("Constraint" in node && node.Constraint.contype) || []),
  );
  const type = namesOf(definition.typeName?.names).at(-1) ?? "";
  const fillsItself =
    /^(small|big)?serial\d?$/.test(type) ||
    (["CONSTR_DEFAULT", "CONSTR_IDENTITY", "CONSTR_GENERATED"] as const).some((kind) => kinds.has(kind));
  const isRequired = kinds.has("CONSTR_NOTNULL") || kinds.has("CONSTR_PRIMARY");
  fresh.columns.set(column, { isNullWhenLeftOut: !fillsItself && !isRequired });
  if (isRequired && !fillsItself) {
    return contract(
      `adds ${column}, required and without a default, which the earlier release does not fill`,
    );
  }
  return expand(`adds ${column}${fillsItself ? " with a default" : ""}`);
}

/** The earlier release does not know the rule, so what it writes may break it, unless that leaves new columns null. */
function addedConstraint(table: string, node: Node | undefined, fresh: Fresh): Finding {
  const constraint: Constraint = node && "Constraint" in node ? node.Constraint : {};
  const { contype, conname = "a constraint" } = constraint;
  const columns =
    contype === "CONSTR_CHECK"
      ? columnReferences(constraint.raw_expr)
      : namesOf(contype === "CONSTR_FOREIGN" ? constraint.fk_attrs : constraint.keys);
  const known = columns.map((name) => fresh.columns.get(`${table}.${name}`));
  const isFree =
    contype === "CONSTR_CHECK"
      ? known.length > 0 && known.every(Boolean)
      : known.some((column) => column?.isNullWhenLeftOut);
  return isFree
    ? expand(`adds ${conname} on new columns of ${table}`)
    : contract(`adds ${conname} to ${table}, which the earlier release may break`);
}

const columnReferences = (expression: Node | undefined): string[] =>
  nodesBelow(expression, "ColumnRef").flatMap((reference) =>
    columnsIn({ List: { items: fieldsOf(reference) } }).slice(-1),
  );

const fieldsOf = (reference: unknown): Node[] =>
  typeof reference === "object" &&
  reference !== null &&
  "fields" in reference &&
  Array.isArray(reference.fields)
    ? reference.fields
    : [];
