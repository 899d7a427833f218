export * from "./histogram";
export * from "./metric-records";
export * from "./records";
export * from "./requests";
export * from "./route-template";
export * from "./topics";
export * from "./traffic";
export * from "./views";
