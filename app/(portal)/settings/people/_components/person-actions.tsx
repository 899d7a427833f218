"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { BanIcon, CheckCircleIcon, LinkIcon, LogOutIcon, MoreIcon, ShieldIcon } from "@/components/icons";
import { Menu } from "@/components/ui/menu";
import { MenuItem } from "@/components/ui/menu-items";
import type { PersonView } from "@/lib/auth/contract";

import { type PersonChange, PersonChangeDialog } from "./person-change-dialog";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const ChangeRoleDialog = dynamic(
  () => import("./change-role-dialog").then((module) => module.ChangeRoleDialog),
  { ssr: false },
);
const LinkDialog = dynamic(() => import("./link-dialog").then((module) => module.LinkDialog), { ssr: false });

type Open = "role" | "link" | PersonChange;

/** What an administrator can do about a person. Each opens a dialog that says what will happen. */
export function PersonActions({ person, self }: { person: PersonView; self: boolean }) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const disabled = person.state === "disabled";
  return (
    <>
      <Menu
        label={`Actions for ${person.name}`}
        triggerClassName="relative inline-flex size-8 items-center justify-center rounded-md text-fg-muted hover:bg-surface-3"
        trigger={<MoreIcon />}
      >
        <MenuItem icon={ShieldIcon} onClick={() => setOpen("role")}>
          Change role…
        </MenuItem>
        {!disabled && (
          <MenuItem icon={LinkIcon} onClick={() => setOpen("link")}>
            New one-time link…
          </MenuItem>
        )}
        {!self && (
          <MenuItem icon={LogOutIcon} onClick={() => setOpen("sessions")}>
            End sessions…
          </MenuItem>
        )}
        {!self && !disabled && (
          <MenuItem icon={BanIcon} danger onClick={() => setOpen("disable")}>
            Disable…
          </MenuItem>
        )}
        {disabled && (
          <MenuItem icon={CheckCircleIcon} onClick={() => setOpen("enable")}>
            Enable…
          </MenuItem>
        )}
      </Menu>
      {open === "role" && <ChangeRoleDialog person={person} onClose={close} />}
      {open === "link" && <LinkDialog person={person} onClose={close} />}
      {(open === "sessions" || open === "disable" || open === "enable") && (
        <PersonChangeDialog change={open} person={person} onClose={close} />
      )}
    </>
  );
}
