export * from "./histogram";
export * from "./route-template";
export * from "./traffic";
