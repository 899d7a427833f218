import { glyph } from "./glyph";

// Icons of what can be done.
// Shapes from Lucide (ISC licence, lucide.dev), drawn without its client runtime: server components send plain SVG.
export const ArchiveIcon = /* @__PURE__ */ glyph(
  "M3 3h18a1 1 0 0 1 1 1v3a1 1 0 0 1 -1 1h-18a1 1 0 0 1 -1 -1v-3a1 1 0 0 1 1 -1zM4 8v11a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8M10 12h4",
);
export const ArrowDownIcon = /* @__PURE__ */ glyph("M12 5v14M19 12l-7 7-7-7");
export const ArrowRightIcon = /* @__PURE__ */ glyph("M5 12h14M12 5l7 7-7 7");
export const ChevronUpIcon = /* @__PURE__ */ glyph("M18 15l-6-6-6 6");
export const CopyIcon = /* @__PURE__ */ glyph(
  "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-10a2 2 0 0 1 2 -2zM4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2",
);
export const DownloadIcon = /* @__PURE__ */ glyph(
  "M12 15V3M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4M7 10l5 5 5-5",
);
export const ExternalLinkIcon = /* @__PURE__ */ glyph(
  "M15 3h6v6M10 14 21 3M18 13v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h6",
);
export const EyeIcon = /* @__PURE__ */ glyph(
  "M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0M9 12a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z",
);
export const FilterIcon = /* @__PURE__ */ glyph("M2 5h20M6 12h12M9 19h6");
export const MinusIcon = /* @__PURE__ */ glyph("M5 12h14");
export const PencilIcon = /* @__PURE__ */ glyph(
  "M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497zM15 5l4 4",
);
export const PlusIcon = /* @__PURE__ */ glyph("M5 12h14M12 5v14");
export const PromoteIcon = /* @__PURE__ */ glyph("M17 12H3M11 18l6-6-6-6M21 5v14");
export const RefreshIcon = /* @__PURE__ */ glyph(
  "M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8M21 3v5h-5M21 12a9 9 0 0 1-9 9 9.75 9.75 0 0 1-6.74-2.74L3 16M8 16H3v5",
);
export const TrashIcon = /* @__PURE__ */ glyph(
  "M10 11v6M14 11v6M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6M3 6h18M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2",
);
export const WrapTextIcon = /* @__PURE__ */ glyph("M16 16l-3 3 3 3M3 12h14.5a1 1 0 0 1 0 7H13M3 19h6M3 5h18");
export const ZapIcon = /* @__PURE__ */ glyph(
  "M15.914 4a1.5 1.5 0 00-2.474-1.561l-9 9A1.5 1.5 0 005.5 14h4.002a.5.5 0 01.471.666L8.086 20a1.5 1.5 0 002.475 1.56l9-9A1.5 1.5 0 0018.5 10h-3.997a.5.5 0 01-.472-.667z",
);
export const ListIcon = /* @__PURE__ */ glyph("M3 6h.01M3 12h.01M3 18h.01M8 6h13M8 12h13M8 18h13");
export const MaximizeIcon = /* @__PURE__ */ glyph(
  "M8 3H5a2 2 0 0 0-2 2v3M21 8V5a2 2 0 0 0-2-2h-3M3 16v3a2 2 0 0 0 2 2h3M16 21h3a2 2 0 0 0 2-2v-3",
);
export const MoveIcon = /* @__PURE__ */ glyph(
  "M12 2v20M15 19l-3 3-3-3M19 9l3 3-3 3M2 12h20M5 9l-3 3 3 3M9 5l3-3 3 3",
);
export const UploadIcon = /* @__PURE__ */ glyph(
  "M12 3v12M17 8l-5-5-5 5M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4",
);
export const MinimizeIcon = /* @__PURE__ */ glyph(
  "M8 3v3a2 2 0 0 1-2 2H3M21 8h-3a2 2 0 0 1-2-2V3M3 16h3a2 2 0 0 1 2 2v3M16 21v-3a2 2 0 0 1 2-2h3",
);
