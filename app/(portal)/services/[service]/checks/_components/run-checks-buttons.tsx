"use client";

import { useRouter } from "next/navigation";

import { checkRunPath } from "@/components/delivery/paths";
import { useRequest } from "@/components/delivery/use-request";
import { ZapIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { href } from "@/components/ui/href";
import { runChecksAction } from "@/lib/checks/actions";

type RunChecksButtonsProps = {
  service: { id: string; name: string };
  /** In which something serves, and the viewer may run checks. */
  environments: readonly string[];
  isServed: boolean;
};

/** Runs all checks of an environment now and goes to the run, where the results come in. */
export function RunChecksButtons({ service, environments, isServed }: RunChecksButtonsProps) {
  const router = useRouter();
  const { request, pending, problem } = useRequest(runChecksAction, ({ id }) =>
    router.push(href(checkRunPath(service.name, id))),
  );
  if (environments.length === 0) {
    return (
      <p className="text-fg-muted">
        {isServed
          ? "Only who may deploy in an environment may run checks there."
          : "Nothing is served yet, so there is nothing to run them against."}
      </p>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {environments.map((environment) => (
        <Button
          key={environment}
          size="sm"
          icon={ZapIcon}
          disabled={pending}
          onClick={() => request({ serviceId: service.id, environment })}
        >
          Run in {environment}
        </Button>
      ))}
      <FormError message={problem?.message} />
    </div>
  );
}
