"use client";

import { ChevronDownIcon } from "@/components/icons";
import { buttonStyle } from "@/components/ui/button-style";
import { Menu } from "@/components/ui/menu";
import { MenuChoice, MenuSeparator } from "@/components/ui/menu-items";
import { Select } from "@/components/ui/select";
import type { Variable, VariableValues } from "@/lib/dashboards/contract";

import { useVariableValues } from "./use-variable-values";

type VariableChoiceProps = {
  name: Variable;
  /** What is chosen of all variables. */
  values: VariableValues;
  onChoose: (value: string) => void;
};

/** One of the choices above the panels. Releases are there to be compared, so several can be chosen. */
export function VariableChoice({ name, values, onChoose }: VariableChoiceProps) {
  const value = values[name] ?? "";
  const chosen = value.split(",").flatMap((one) => one.trim() || []);
  const known = useVariableValues(name, values);
  const offered = [...new Set([...known, ...chosen])];
  if (name === "release") return <ReleaseChoice offered={offered} chosen={chosen} onChoose={onChoose} />;
  return (
    <Select
      aria-label={`Which ${name}`}
      value={value}
      onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      className="w-auto! max-w-52"
    >
      <option value="">{`Any ${name}`}</option>
      {[...new Set([...offered, ...(value ? [value] : [])])].map((each) => (
        <option key={each}>{each}</option>
      ))}
    </Select>
  );
}

type ReleaseChoiceProps = {
  offered: readonly string[];
  chosen: readonly string[];
  onChoose: (value: string) => void;
};

function ReleaseChoice({ offered, chosen, onChoose }: ReleaseChoiceProps) {
  const words = chosen.length === 0 ? "Any release" : chosen.map((release) => `#${release}`).join(", ");
  return (
    <Menu
      label={`Which releases: ${words}`}
      align="start"
      trigger={
        <>
          <span className="max-w-40 truncate">{words}</span>
          <ChevronDownIcon size={14} className="text-fg-muted" />
        </>
      }
      triggerClassName={buttonStyle("secondary")}
    >
      <MenuChoice checked={chosen.length === 0} onChoose={() => onChoose("")}>
        Any release
      </MenuChoice>
      <MenuSeparator />
      <div className="max-h-72 overflow-y-auto">
        {offered.map((release) => (
          <MenuChoice
            key={release}
            checked={chosen.includes(release)}
            onChoose={() =>
              onChoose(
                (chosen.includes(release)
                  ? chosen.filter((each) => each !== release)
                  : [...chosen, release]
                ).join(","),
              )
            }
          >
            #{release}
          </MenuChoice>
        ))}
      </div>
    </Menu>
  );
}
