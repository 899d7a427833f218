"use client";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

import { SHORTCUT_GROUPS } from "./shortcut-list";

/** All shortcuts at a glance. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { singleKeys } = usePreferences();
  return (
    <Dialog
      open
      onClose={onClose}
      title="Keyboard shortcuts"
      description={
        singleKeys ? undefined : "Single keys are switched off in the settings; the palette still opens."
      }
    >
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        {SHORTCUT_GROUPS.map(({ title, shortcuts }) => (
          <section key={title}>
            <h3 className="mb-1.5 text-xs text-fg-muted">{title}</h3>
            <dl className="flex flex-col">
              {shortcuts.map(({ keys, does }) => (
                <div key={keys} className="flex h-8 items-center justify-between gap-4">
                  <dt>{does}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
