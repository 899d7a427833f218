import { killEverywhere } from "./chaos";

killEverywhere(["target", "postgres"]);
