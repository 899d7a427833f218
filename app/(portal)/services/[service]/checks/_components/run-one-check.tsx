"use client";

import { useRouter } from "next/navigation";

import { checkRunPath } from "@/components/delivery/paths";
import { useRequest } from "@/components/delivery/use-request";
import { ZapIcon } from "@/components/icons";
import { FormError } from "@/components/ui/form-error";
import { href } from "@/components/ui/href";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { MenuItem } from "@/components/ui/menu-items";
import { runChecksAction } from "@/lib/checks/actions";

type RunOneCheckProps = {
  service: { id: string; name: string };
  check: string;
  environments: readonly string[];
};

/** Runs one check now, in the only environment there is or in one that is chosen, and goes to the run. */
export function RunOneCheck({ service, check, environments }: RunOneCheckProps) {
  const router = useRouter();
  const { request, pending, problem } = useRequest(runChecksAction, ({ id }) =>
    router.push(href(checkRunPath(service.name, id))),
  );
  const run = (environment: string) => request({ serviceId: service.id, environment, name: check });
  const [only, ...others] = environments;
  if (only === undefined) return null;
  return (
    <span className="inline-flex flex-col items-end">
      {others.length === 0 ? (
        <IconButton
          icon={ZapIcon}
          label={`Run ${check} in ${only}`}
          disabled={pending}
          onClick={() => run(only)}
        />
      ) : (
        <Menu
          label={`Run ${check}`}
          tooltip="Run now"
          trigger={<ZapIcon />}
          triggerClassName="inline-flex size-8 items-center justify-center rounded-md text-fg-muted touch-target hover:bg-surface-3 hover:text-fg"
        >
          {environments.map((environment) => (
            <MenuItem key={environment} icon={ZapIcon} disabled={pending} onClick={() => run(environment)}>
              Run in {environment}
            </MenuItem>
          ))}
        </Menu>
      )}
      <FormError message={problem?.message} />
    </span>
  );
}
