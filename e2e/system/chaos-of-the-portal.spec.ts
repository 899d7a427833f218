import { killEverywhere } from "./chaos";

killEverywhere(["web", "worker"]);
