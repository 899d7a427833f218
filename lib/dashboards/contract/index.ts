export * from "./definition";
export * from "./requests";
export * from "./topics";
export * from "./variables";
export * from "./views";
