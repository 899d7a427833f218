"use client";

import { lazy, Suspense, useState } from "react";

import { ChevronDownIcon } from "@/components/icons";
import { IconButton } from "@/components/ui/icon-button";

const ServiceSwitcherList = lazy(() =>
  import("./service-switcher-list").then((module) => ({ default: module.ServiceSwitcherList })),
);

/** Beside the service's name in the breadcrumb: the way to the same page of another service. */
export function ServiceSwitcher({ current }: { current: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        icon={ChevronDownIcon}
        size="sm"
        label="Switch to another service"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Suspense fallback={null}>
          <ServiceSwitcherList current={current} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
