"use client";

import { useEffect, useState } from "react";

import { CheckIcon, CopyIcon } from "@/components/icons";

import { Button } from "./button";
import { copyText } from "./copy-text";
import { IconButton } from "./icon-button";

const CONFIRMATION_MS = 1_600;

type CopyButtonProps = {
  /** What lands on the clipboard; a function when it is expensive or changes. */
  text: string | (() => string);
  /** What is copied: "Copy commit". */
  label: string;
  /** Shows the label beside the icon. */
  worded?: boolean;
  size?: "sm" | "md";
};

/** Copies and says so where it was pressed. */
export function CopyButton({ text, label, worded, size = "sm" }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);

  // The clock is the outside system: the confirmation leaves by itself.
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRMATION_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => setCopied(await copyText(typeof text === "function" ? text() : text));
  const icon = copied ? CheckIcon : CopyIcon;
  return (
    <>
      {worded ? (
        <Button size={size} icon={icon} onClick={() => void copy()}>
          {copied ? "Copied" : label}
        </Button>
      ) : (
        <IconButton icon={icon} label={copied ? "Copied" : label} size={size} onClick={() => void copy()} />
      )}
      <output className="sr-only">{copied ? "Copied" : ""}</output>
    </>
  );
}
