import { useRouter } from "next/navigation";

import { useRequest } from "@/components/delivery/use-request";
import { href } from "@/components/ui/href";
import { createDashboardAction } from "@/lib/dashboards/actions";
import type { DashboardDefinition } from "@/lib/dashboards/contract";

import { dashboardPath } from "./dashboard-path";

type Options = {
  /** Its page opens ready to be changed. */
  edits?: boolean;
  onCreated?: () => void;
};

/** Stores a new dashboard, be it created, cloned or imported, and goes to its page. */
export function useCreateDashboard({ edits, onCreated }: Options = {}) {
  const router = useRouter();
  const { request, ...rest } = useRequest(createDashboardAction, ({ id }) => {
    onCreated?.();
    router.push(href(`${dashboardPath(id)}${edits ? "?edit=true" : ""}`));
  });
  return { ...rest, create: (definition: DashboardDefinition) => request({ definition }) };
}

/** "Services (copy)", "Services (copy 2)": what a clone is called. */
export function cloneName(name: string): string {
  const number = /^(.*) \(copy(?: (\d+))?\)$/s.exec(name);
  const [, base = name, count = "1"] = number ?? [];
  const suffix = number ? ` (copy ${Number(count) + 1})` : " (copy)";
  return base.slice(0, 120 - suffix.length) + suffix;
}
