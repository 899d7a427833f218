import { ALL_PLACES } from "@/components/shell/places";

export type Shortcut = { keys: string; does: string };

/** What `?` shows. The listener and this list are tested against each other. */
export const SHORTCUT_GROUPS: { title: string; shortcuts: Shortcut[] }[] = [
  {
    title: "Anywhere",
    shortcuts: [
      { keys: "mod k", does: "Search or run a command" },
      { keys: "?", does: "Show this list" },
      { keys: "/", does: "Go to the filter" },
      { keys: "Esc", does: "Close, or leave the filter" },
    ],
  },
  {
    title: "Go to",
    shortcuts: ALL_PLACES.map(({ key, label }) => ({ keys: `g ${key}`, does: label })),
  },
  {
    title: "In lists",
    shortcuts: [
      { keys: "j", does: "Next" },
      { keys: "k", does: "Previous" },
      { keys: "Enter", does: "Open" },
    ],
  },
  {
    title: "On a service",
    shortcuts: [
      { keys: "p", does: "Open the promote dialog" },
      { keys: "r", does: "Open the rollback dialog" },
    ],
  },
];
