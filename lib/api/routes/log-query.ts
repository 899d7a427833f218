import "server-only";
import { z } from "zod";

export const LogQuery = z.object({
  after: z.coerce.number().int().min(0).max(2_000_000_000).default(0).describe("Number of the first line."),
});
