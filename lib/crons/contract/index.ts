export * from "./check-in";
export * from "./requests";
export * from "./topics";
export * from "./views";
