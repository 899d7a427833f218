export * from "./catalog";
export * from "./checks";
export * from "./configuration";
export * from "./delivery";
export * from "./gates";
export * from "./identity";
export * from "./system";
export * from "./migrations";
