import type { DropStmt, IndexStmt, Node, RenameStmt, SelectStmt } from "libpg-query";

import type { Finding } from "./classes";
import { alterTableFindings } from "./classify-alter-table";
import { namesOf, nodesBelow, objectName, relationName, stringsOf, type Fresh } from "./sql-names";

const none: Finding = { class: "none", why: [] };
const expand = (why: string): Finding => ({ class: "expand", why: [why] });
const data = (why: string): Finding => ({ class: "data", why: [why] });
const contract = (why: string): Finding => ({ class: "contract", why: [why] });

/**
 * What a statement does to a release that does not know of it: *expand* leaves it working, *contract* may break it, *data*
 * changes rows that it finds. What is created is remembered in `fresh`, for the statements after it.
 */
export function statementFindings(statement: Node, fresh: Fresh): Finding[] {
  if ("AlterTableStmt" in statement) return alterTableFindings(statement.AlterTableStmt, fresh);
  if ("DropStmt" in statement) return dropFindings(statement.DropStmt, fresh);
  return [
    createFinding(statement, fresh) ??
      changeFinding(statement, fresh) ??
      rowFinding(statement, fresh) ??
      (isHarmless(statement)
        ? none
        : { class: "unknown", why: [`holds a statement that is not known here (${kindOf(statement)})`] }),
  ];
}

const kindOf = (statement: Node): string => Object.keys(statement)[0] ?? "nothing";

function createFinding(statement: Node, fresh: Fresh): Finding | undefined {
  if ("CreateStmt" in statement) return created("table", relationName(statement.CreateStmt.relation), fresh);
  if ("CreateTableAsStmt" in statement)
    return created("table", relationName(statement.CreateTableAsStmt.into?.rel), fresh);
  if ("ViewStmt" in statement) return created("view", relationName(statement.ViewStmt.view), fresh);
  if ("CreateSeqStmt" in statement)
    return created("sequence", relationName(statement.CreateSeqStmt.sequence), fresh);
  if ("CreateEnumStmt" in statement)
    return created("type", stringsOf(statement.CreateEnumStmt.typeName), fresh);
  if ("CompositeTypeStmt" in statement)
    return created("type", relationName(statement.CompositeTypeStmt.typevar), fresh);
  if ("CreateDomainStmt" in statement)
    return created("domain", stringsOf(statement.CreateDomainStmt.domainname), fresh);
  if ("CreateSchemaStmt" in statement)
    return created("schema", statement.CreateSchemaStmt.schemaname ?? "", fresh);
  if ("CreateFunctionStmt" in statement)
    return created("function", stringsOf(statement.CreateFunctionStmt.funcname), fresh);
  if ("CreateExtensionStmt" in statement)
    return created("extension", statement.CreateExtensionStmt.extname ?? "", fresh);
  if ("CreateTrigStmt" in statement) {
    const { trigname = "", relation } = statement.CreateTrigStmt;
    return created("trigger", `${relationName(relation)}.${trigname}`, fresh);
  }
  if ("CreateStatsStmt" in statement) return expand("creates statistics");
  return "IndexStmt" in statement ? indexFinding(statement.IndexStmt, fresh) : undefined;
}

function created(kind: string, name: string, fresh: Fresh): Finding {
  fresh.relations.add(name);
  return expand(`creates ${kind} ${name}`);
}

function indexFinding({ idxname, relation, unique, indexParams }: IndexStmt, fresh: Fresh): Finding {
  const table = relationName(relation);
  const index = idxname ?? `an index of ${table}`;
  const columns = (indexParams ?? []).flatMap((node) => ("IndexElem" in node && node.IndexElem.name) || []);
  const isFree =
    fresh.relations.has(table) ||
    columns.some((name) => fresh.columns.get(`${table}.${name}`)?.isNullWhenLeftOut);
  fresh.relations.add(index);
  return unique && !isFree
    ? contract(`adds unique index ${index} to ${table}, which the earlier release may break`)
    : expand(`creates index ${index}`);
}

const DROPPED: Partial<Record<NonNullable<DropStmt["removeType"]>, string>> = {
  OBJECT_TABLE: "table",
  OBJECT_VIEW: "view",
  OBJECT_MATVIEW: "materialized view",
  OBJECT_TYPE: "type",
  OBJECT_FUNCTION: "function",
  OBJECT_SCHEMA: "schema",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_TRIGGER: "trigger",
  OBJECT_EXTENSION: "extension",
  OBJECT_DOMAIN: "domain",
};

function dropFindings({ objects, removeType = "OBJECT_TABLE" }: DropStmt, fresh: Fresh): Finding[] {
  const kind = DROPPED[removeType] ?? removeType.replace("OBJECT_", "").toLowerCase().replaceAll("_", " ");
  return (objects ?? []).map((object) => {
    const name = objectName(object);
    if (fresh.relations.delete(name)) return expand(`drops ${kind} ${name}, which is new`);
    if (removeType === "OBJECT_INDEX") return expand(`drops index ${name}`);
    return contract(`drops ${kind} ${name}`);
  });
}

/** Changes of what is there already, other than tables. */
function changeFinding(statement: Node, fresh: Fresh): Finding | undefined {
  if ("RenameStmt" in statement) return renameFinding(statement.RenameStmt, fresh);
  if ("AlterEnumStmt" in statement) {
    const { typeName, oldVal, newVal } = statement.AlterEnumStmt;
    const type = stringsOf(typeName);
    return oldVal === undefined || fresh.relations.has(type)
      ? expand(`adds ${newVal ?? "a value"} to ${type}`)
      : contract(`renames ${oldVal} of ${type}`);
  }
  if ("AlterObjectSchemaStmt" in statement) return contract("moves an object to another schema");
  if ("CreatePolicyStmt" in statement || "AlterPolicyStmt" in statement)
    return contract("changes who sees which rows by a policy");
  if ("RuleStmt" in statement) return contract("rewrites statements by a rule");
  if ("AlterDomainStmt" in statement) return contract("changes a domain");
  if ("AlterSeqStmt" in statement) return expand("alters a sequence");
  if ("GrantStmt" in statement)
    return statement.GrantStmt.is_grant ? expand("grants a permission") : contract("revokes a permission");
  return undefined;
}

function renameFinding(
  { renameType, relation, subname, newname, object }: RenameStmt,
  fresh: Fresh,
): Finding {
  const table = relationName(relation) || objectName(object);
  if (renameType === "OBJECT_INDEX" || renameType === "OBJECT_TABCONSTRAINT" || fresh.relations.has(table))
    return expand(`renames ${subname ?? table} to ${newname ?? ""}`);
  return contract(`renames ${[table, subname].filter(Boolean).join(".")} to ${newname ?? ""}`);
}

function rowFinding(statement: Node, fresh: Fresh): Finding | undefined {
  const rows = (verb: string, table: string) =>
    fresh.relations.has(table) ? expand(`fills ${table}, which is new`) : data(`${verb} ${table}`);
  if ("InsertStmt" in statement)
    return rows("inserts rows into", relationName(statement.InsertStmt.relation));
  if ("UpdateStmt" in statement) return rows("updates rows of", relationName(statement.UpdateStmt.relation));
  if ("DeleteStmt" in statement) return rows("deletes rows of", relationName(statement.DeleteStmt.relation));
  if ("MergeStmt" in statement) return rows("merges rows into", relationName(statement.MergeStmt.relation));
  if ("CopyStmt" in statement) {
    const { is_from: isFrom, relation } = statement.CopyStmt;
    return isFrom ? rows("copies rows into", relationName(relation)) : none;
  }
  if ("TruncateStmt" in statement) return data("empties a table");
  if ("DoStmt" in statement) return data("runs a block of code, which is not looked into");
  if ("CallStmt" in statement) return data("calls a procedure, which is not looked into");
  return "SelectStmt" in statement ? selectFinding(statement.SelectStmt) : undefined;
}

/** A query changes nothing, unless one of its functions does. */
const KNOWN_FUNCTIONS = new Set([
  "set_config",
  "setval",
  "pg_advisory_lock",
  "pg_advisory_unlock",
  "now",
  "version",
]);

function selectFinding(select: SelectStmt): Finding {
  if (select.intoClause) return expand("creates a table from a query");
  const writes = ["InsertStmt", "UpdateStmt", "DeleteStmt"].some(
    (kind) => nodesBelow(select, kind).length > 0,
  );
  if (writes) return data("changes rows in a query");
  const called = nodesBelow(select, "funcname").flatMap((names) =>
    Array.isArray(names) ? namesOf(names).slice(-1) : [],
  );
  const unknown = called.find((name) => !KNOWN_FUNCTIONS.has(name));
  return unknown === undefined ? none : data(`calls ${unknown}(), which is not looked into`);
}

const isHarmless = (statement: Node): boolean =>
  [
    "TransactionStmt",
    "VariableSetStmt",
    "VariableShowStmt",
    "CommentStmt",
    "LockStmt",
    "VacuumStmt",
    "ReindexStmt",
    "RepackStmt",
    "ClusterStmt",
    "AlterOwnerStmt",
    "AlterDefaultPrivilegesStmt",
    "RefreshMatViewStmt",
    "NotifyStmt",
    "DiscardStmt",
    "AlterDatabaseSetStmt",
    "AlterRoleSetStmt",
    "ConstraintsSetStmt",
  ].includes(kindOf(statement));
