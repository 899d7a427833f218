"use client";

import {
  createContext,
  lazy,
  Suspense,
  useCallback,
  useContext,
  useMemo,
  useState,
  type ReactNode,
} from "react";

import type { ReleaseRef } from "@/lib/delivery/contract";

type ServiceName = { id: string; name: string };

/** A dialog and what it is about. */
export type DialogRequest =
  | { kind: "promote"; service: ServiceName; from: string; to: string }
  | { kind: "rollback"; service: ServiceName; environment: string }
  | { kind: "repair"; service: ServiceName; environment: string }
  | {
      kind: "deploy";
      service: ServiceName;
      environment: string;
      release: ReleaseRef;
      replaces: ReleaseRef | null;
    }
  | { kind: "quarantine"; service: ServiceName; release: ReleaseRef }
  | { kind: "lift-quarantine"; service: ServiceName; release: ReleaseRef }
  | { kind: "hold"; service: ServiceName; environment: string }
  | { kind: "release-hold"; service: ServiceName; environment: string }
  | { kind: "build"; service: ServiceName; branch: string | undefined };

/** A request the server has taken but the page does not show yet. */
export type Taken = { serviceId: string; environment: string; deploymentId: string; sentence: string };

export type DialogProps<Kind extends DialogRequest["kind"]> = {
  request: Extract<DialogRequest, { kind: Kind }>;
  onClose: () => void;
  onTaken: (taken: Taken) => void;
};

// Nobody pays for a dialog before opening it.
const PromoteDialog = lazy(() =>
  import("./promote-dialog").then((module) => ({ default: module.PromoteDialog })),
);
const RollbackDialog = lazy(() =>
  import("./rollback-dialog").then((module) => ({ default: module.RollbackDialog })),
);
const DeployDialog = lazy(() =>
  import("./deploy-dialog").then((module) => ({ default: module.DeployDialog })),
);
const RepairDialog = lazy(() =>
  import("./repair-dialog").then((module) => ({ default: module.RepairDialog })),
);
const BuildReleaseDialog = lazy(() =>
  import("./build-release-dialog").then((module) => ({ default: module.BuildReleaseDialog })),
);
const QuarantineDialog = lazy(() =>
  import("@/components/gates/quarantine-dialog").then((module) => ({ default: module.QuarantineDialog })),
);
const LiftQuarantineDialog = lazy(() =>
  import("@/components/gates/lift-quarantine-dialog").then((module) => ({
    default: module.LiftQuarantineDialog,
  })),
);
const HoldDialog = lazy(() =>
  import("@/components/gates/hold-dialog").then((module) => ({ default: module.HoldDialog })),
);
const ReleaseHoldDialog = lazy(() =>
  import("@/components/gates/release-hold-dialog").then((module) => ({ default: module.ReleaseHoldDialog })),
);

type Dialogs = { open: (request: DialogRequest) => void; taken: readonly Taken[] };
const Context = createContext<Dialogs | undefined>(undefined);

type DeliveryDialogsProps = {
  /** Opened with the page, for links such as `?rollback=production`. */
  initial?: DialogRequest | undefined;
  children: ReactNode;
};

/** Holds the one dialog of the page about a release or an environment of a service, and what was requested in it. */
export function DeliveryDialogs({ initial, children }: DeliveryDialogsProps) {
  const [request, setRequest] = useState<DialogRequest | undefined>(initial);
  const [taken, setTaken] = useState<readonly Taken[]>([]);

  const close = useCallback(() => {
    setRequest(undefined);
    forgetDialogInUrl();
  }, []);
  const take = useCallback(
    (next: Taken) => {
      setTaken((all) => [...all, next]);
      close();
    },
    [close],
  );
  const dialogs = useMemo((): Dialogs => ({ open: setRequest, taken }), [taken]);

  return (
    <Context value={dialogs}>
      {children}
      <Suspense fallback={null}>
        {request?.kind === "promote" && <PromoteDialog request={request} onClose={close} onTaken={take} />}
        {request?.kind === "rollback" && <RollbackDialog request={request} onClose={close} onTaken={take} />}
        {request?.kind === "deploy" && <DeployDialog request={request} onClose={close} onTaken={take} />}
        {request?.kind === "repair" && <RepairDialog request={request} onClose={close} onTaken={take} />}
        {request?.kind === "quarantine" && <QuarantineDialog request={request} onClose={close} />}
        {request?.kind === "lift-quarantine" && <LiftQuarantineDialog request={request} onClose={close} />}
        {request?.kind === "hold" && <HoldDialog request={request} onClose={close} />}
        {request?.kind === "release-hold" && <ReleaseHoldDialog request={request} onClose={close} />}
        {request?.kind === "build" && <BuildReleaseDialog request={request} onClose={close} />}
      </Suspense>
      <output className="sr-only">{taken.at(-1)?.sentence}</output>
    </Context>
  );
}

export function useDeliveryDialogs(): Dialogs {
  const dialogs = useContext(Context);
  if (!dialogs) throw new Error("useDeliveryDialogs needs DeliveryDialogs above it.");
  return dialogs;
}

/** A reload must not open again what was closed. */
function forgetDialogInUrl(): void {
  const url = new URL(window.location.href);
  const opening = ["promote", "rollback", "repair"].filter((name) => url.searchParams.has(name));
  if (opening.length === 0) return;
  for (const name of opening) url.searchParams.delete(name);
  window.history.replaceState(null, "", url);
}
