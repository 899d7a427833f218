import "server-only";
import { z } from "zod";

import * as audit from "@/lib/audit/contract";
import * as auth from "@/lib/auth/contract";
import * as catalog from "@/lib/catalog/contract";
import * as checks from "@/lib/checks/contract";
import * as configuration from "@/lib/configuration/contract";
import { FieldProblem } from "@/lib/core/contract";
import * as delivery from "@/lib/delivery/contract";

/** Views that several answers share become named components, under the names the code has for them. */
export const componentNames = z.registry<{ id: string }>();

const views = {
  FieldProblem,
  Repository: catalog.Repository,
  ServiceSettings: catalog.ServiceSettings,
  ServiceView: catalog.ServiceView,
  EnvironmentView: catalog.EnvironmentView,
  VariableView: configuration.VariableView,
  VariableChange: configuration.VariableChange,
  ConfigurationVersionView: configuration.ConfigurationVersionView,
  ConfigurationDiff: configuration.ConfigurationDiff,
  ImportOutcome: configuration.ImportOutcome,
  CommitView: delivery.CommitView,
  FailureView: delivery.FailureView,
  MigrationView: delivery.MigrationView,
  ReleaseRef: delivery.ReleaseRef,
  ReleaseRow: delivery.ReleaseRow,
  ReleaseView: delivery.ReleaseView,
  PlacementView: delivery.PlacementView,
  ServiceRow: delivery.ServiceRow,
  Board: delivery.Board,
  DeploymentRow: delivery.DeploymentRow,
  DeploymentView: delivery.DeploymentView,
  PhaseView: delivery.PhaseView,
  MigrationRunView: delivery.MigrationRunView,
  EventView: delivery.EventView,
  LogView: delivery.LogView,
  Blocker: delivery.Blocker,
  PlannedMigrations: delivery.PlannedMigrations,
  MigrationVerdict: delivery.MigrationVerdict,
  DeploymentPlan: delivery.DeploymentPlan,
  PromotionPlan: delivery.PromotionPlan,
  RollbackPlan: delivery.RollbackPlan,
  HomeView: delivery.HomeView,
  RepositoryPreview: delivery.RepositoryPreview,
  CheckRunRow: checks.CheckRunRow,
  CheckRunView: checks.CheckRunView,
  CheckResultView: checks.CheckResultView,
  ChecksView: checks.ChecksView,
  PersonView: auth.PersonView,
  TokenView: auth.TokenView,
  AuditEntryView: audit.AuditEntryView,
};

for (const [id, view] of Object.entries(views)) componentNames.add(view, { id });
