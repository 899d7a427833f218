import { glyph } from "./glyph";

// Icons of states.
// Shapes from Lucide (ISC licence, lucide.dev), drawn without its client runtime: server components send plain SVG.
export const AlertTriangleIcon = /* @__PURE__ */ glyph(
  "M21.73 18l-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01",
);
export const BanIcon = /* @__PURE__ */ glyph(
  "M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM4.929 4.929 19.07 19.071",
);
export const CheckCircleIcon = /* @__PURE__ */ glyph(
  "M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM16 9l-5.5 5.5L8 12",
);
export const CircleDotIcon = /* @__PURE__ */ glyph(
  "M11 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0zM2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z",
);
export const CircleHelpIcon = /* @__PURE__ */ glyph(
  "M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM9 9.5a3 2.5 0 016 0c0 2-2 2-3 3.5M12 17h.01",
);
export const CircleMinusIcon = /* @__PURE__ */ glyph("M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM8 12h8");
export const ClockIcon = /* @__PURE__ */ glyph("M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM12 6v6l4 2");
export const ClockAlertIcon = /* @__PURE__ */ glyph(
  "M12 6v4l2 1M16 21.16a10 10 0 1 1 5-13.516M20 11.5v6M20 21.5h.01",
);
export const HammerIcon = /* @__PURE__ */ glyph(
  "M15 12l-9.373 9.373a1 1 0 0 1-3.001-3L12 9M18 15l4-4M21.5 11.5l-1.914-1.914A2 2 0 0 1 19 8.172v-.344a2 2 0 0 0-.586-1.414l-1.657-1.657A6 6 0 0 0 12.516 3H9l1.243 1.243A6 6 0 0 1 12 8.485V10l2 2h1.172a2 2 0 0 1 1.414.586L18.5 14.5",
);
export const HistoryIcon = /* @__PURE__ */ glyph(
  "M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8M3 3v5h5M12 7v5l4 2",
);
export const HourglassIcon = /* @__PURE__ */ glyph(
  "M5 22h14M5 2h14M17 22v-4.172a2 2 0 0 0-.586-1.414L12 12l-4.414 4.414A2 2 0 0 0 7 17.828V22M7 2v4.172a2 2 0 0 0 .586 1.414L12 12l4.414-4.414A2 2 0 0 0 17 6.172V2",
);
export const InfoIcon = /* @__PURE__ */ glyph("M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM12 16v-4M12 8h.01");
export const LoaderIcon = /* @__PURE__ */ glyph("M21 12a9 9 0 1 1-6.219-8.56");
export const OctagonXIcon = /* @__PURE__ */ glyph(
  "M15 9l-6 6M2.586 16.726A2 2 0 0 1 2 15.312V8.688a2 2 0 0 1 .586-1.414l4.688-4.688A2 2 0 0 1 8.688 2h6.624a2 2 0 0 1 1.414.586l4.688 4.688A2 2 0 0 1 22 8.688v6.624a2 2 0 0 1-.586 1.414l-4.688 4.688a2 2 0 0 1-1.414.586H8.688a2 2 0 0 1-1.414-.586zM9 9l6 6",
);
export const PauseIcon = /* @__PURE__ */ glyph(
  "M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM10 15L10 9M14 15L14 9",
);
export const RollBackIcon = /* @__PURE__ */ glyph(
  "M9 14 4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 5.5 5.5a5.5 5.5 0 0 1-5.5 5.5H11",
);
export const SkipForwardIcon = /* @__PURE__ */ glyph(
  "M21 4v16M6.029 4.285A2 2 0 0 0 3 6v12a2 2 0 0 0 3.029 1.715l9.997-5.998a2 2 0 0 0 .003-3.432z",
);
export const UnplugIcon = /* @__PURE__ */ glyph(
  "M19 5l3-3M2 22l3-3M6.3 20.3a2.4 2.4 0 0 0 3.4 0L12 18l-6-6-2.3 2.3a2.4 2.4 0 0 0 0 3.4ZM7.5 13.5 10 11M10.5 16.5 13 14M12 6l6 6 2.3-2.3a2.4 2.4 0 0 0 0-3.4l-2.6-2.6a2.4 2.4 0 0 0-3.4 0Z",
);
export const UserCheckIcon = /* @__PURE__ */ glyph(
  "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M5 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0zM16 11l2 2 4-4",
);
