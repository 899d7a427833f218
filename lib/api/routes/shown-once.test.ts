import { expect, it } from "vitest";
import { z } from "zod";

import { routes } from "../registry";

it("no answer with a secret in it is kept beside an Idempotency-Key", () => {
  const kept = routes.flatMap(({ id, method, response, shownOnce = [] }) =>
    method === "POST" && response instanceof z.ZodObject
      ? Object.keys(response.shape).flatMap((key) =>
          /secret|token$|dsn$|headers$|password/i.test(key) && !shownOnce.includes(key)
            ? [`${id} ${key}`]
            : [],
        )
      : [],
  );
  expect(kept).toEqual([]);
});
