export * from "./channels";
export * from "./inbox";
export * from "./kinds";
export * from "./messages";
export * from "./subscriptions";
export * from "./topics";
