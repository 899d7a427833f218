export * from "./definition";
export * from "./http";
export * from "./requests";
export * from "./topics";
export * from "./views";
