export * from "./catalog";
export * from "./checks";
export * from "./delivery";
export * from "./identity";
export * from "./system";
