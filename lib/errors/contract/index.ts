export * from "./event";
export * from "./requests";
export * from "./topics";
export * from "./views";
