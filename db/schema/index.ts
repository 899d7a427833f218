export * from "./catalog";
export * from "./delivery";
export * from "./identity";
export * from "./system";
