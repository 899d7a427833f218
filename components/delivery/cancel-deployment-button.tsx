"use client";

import { useState } from "react";

import { BanIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { cancelDeploymentAction } from "@/lib/delivery/actions";

import { useRequest } from "./use-request";

/** Stops a deployment. It asks nothing, because the release that serves now keeps serving. */
export function CancelDeploymentButton({ deploymentId, what }: { deploymentId: string; what: string }) {
  const [asked, setAsked] = useState(false);
  const { request, pending, problem } = useRequest(cancelDeploymentAction, () => setAsked(true));
  return (
    <div className="flex flex-col gap-1">
      <Button
        size="sm"
        icon={BanIcon}
        loading={pending || asked}
        aria-label={asked ? `Canceling ${what}` : `Cancel ${what}`}
        data-tooltip={`Cancel ${what}\nWhat serves now keeps serving.`}
        onClick={() => request({ id: deploymentId, reason: "" })}
      >
        Cancel
      </Button>
      {problem && (
        <p role="alert" className="text-xs text-fail-fg">
          {problem.message}
        </p>
      )}
    </div>
  );
}
