export { currentActor, currentPerson, requirePerson, type Person } from "./current";
export { can } from "./permissions";
export { canWatch, demand, permit, requireBearerForWrites } from "./policy";
