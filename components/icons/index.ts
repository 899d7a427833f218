// In rooms, because a bundle carries a room as a whole.
export * from "./actions";
export * from "./shell";
export * from "./status";
export * from "./things";
