export type KeyMeaning =
  | { kind: "palette" | "sheet" | "filter" | "next" | "previous" | "awaits" }
  | { kind: "go"; key: string }
  | { kind: "action"; key: string };

type Press = {
  key: string;
  mod: boolean;
  alt: boolean;
  typing: boolean;
  singleKeys: boolean;
  afterG: boolean;
};

/** What a key press means, if anything. Single keys never act while typing or when switched off. */
export function meaningOf({ key, mod, alt, typing, singleKeys, afterG }: Press): KeyMeaning | undefined {
  if (mod && !alt && key.toLowerCase() === "k") return { kind: "palette" };
  if (mod || alt || typing || !singleKeys) return undefined;
  if (afterG) return { kind: "go", key };
  switch (key) {
    case "g":
      return { kind: "awaits" };
    case "?":
      return { kind: "sheet" };
    case "/":
      return { kind: "filter" };
    case "j":
      return { kind: "next" };
    case "k":
      return { kind: "previous" };
    default:
      return key.length === 1 ? { kind: "action", key } : undefined;
  }
}
