export * from "./event";
export * from "./requests";
export * from "./source-maps";
export * from "./topics";
export * from "./views";
