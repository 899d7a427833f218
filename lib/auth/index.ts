export { currentActor, currentPerson, requirePerson, type Person } from "./current";
export { can, PERMISSIONS, type Permission } from "./permissions";
export { canWatch, demand, permit, requireBearerForWrites } from "./policy";
