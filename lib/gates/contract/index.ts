export * from "./pipeline";
export * from "./reasons";
export * from "./requests";
export * from "./topics";
export * from "./views";
export * from "./windows";
