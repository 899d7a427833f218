export * from "./board";
export * from "./deployments";
export * from "./events";
export * from "./home";
export * from "./plans";
export * from "./releases";
export * from "./requests";
export * from "./topics";
