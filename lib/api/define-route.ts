import "server-only";
import type { z } from "zod";

import type { Permission } from "@/lib/auth";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import { parseBody } from "./parse-body";
import { parseQuery } from "./parse-query";

/**
 * Declares one route of the token API. Routing, parsing and the OpenAPI document all read this declaration, so that
 * they cannot tell different stories. `permission` is checked before anything is read; a command may ask for more.
 * @param signature method and path below /api/v1; a name in braces stands for one segment.
 */
export function defineRoute<
  const P extends Path,
  R extends z.ZodType,
  Q extends z.ZodObject = NoQuery,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodNever,
>(signature: `${Method} ${P}`, { run, ...declared }: Declaration<P, R, Q, B, A>): ApiRoute {
  const [method = "", path = ""] = signature.split(" ");
  return {
    ...declared,
    method: required(
      METHODS.find((known) => known === method),
      "a method",
    ),
    path,
    async answer(ctx, { params, search, body }) {
      const input = {
        params,
        query: parseQuery(declared.query, search),
        body: parseBody(declared.body, body),
      };
      // The router fills every name of the template, and what is not declared is parsed as absent.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schemas above have decided it
      const result = await run(ctx, input as RouteInput<P, Q, B>);
      return result instanceof Alternative
        ? { status: declared.alternative?.status ?? declared.status, body: result.body }
        : { status: declared.status, body: result };
    },
  };
}

/** Answers with the route's second kind of success instead of its usual one. */
export class Alternative<T> {
  constructor(readonly body: T) {}
}

/** An answer that is a file instead of JSON, and may be longer than memory. Its name may be anything. */
export class Download {
  constructor(
    readonly stream: ReadableStream<Uint8Array>,
    readonly file: { type: string; fileName: string },
  ) {}
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];
type Path = `/${string}`;
type SuccessStatus = 200 | 201 | 202;
type NoQuery = z.ZodObject;

/** What a request brought, before parsing; a request without a body has undefined. */
type RawInput = { params: Record<string, string>; search: URLSearchParams; body: unknown };
export type Answer = { status: number; body: unknown };

/** `/services/{id}/releases` gives `{ id: string }`. */
type PathParameters<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? { [K in Name]: string } & PathParameters<Rest>
  : unknown;

type RouteInput<P extends Path, Q extends z.ZodType, B extends z.ZodType> = {
  params: PathParameters<P>;
  query: z.output<Q>;
  body: z.output<B>;
};

type Declared<R, Q, B, A> = {
  /** Stable name of the operation in the OpenAPI document: `createService`. */
  id: string;
  tag: string;
  summary: string;
  description?: string;
  permission: Permission | "public";
  query?: Q;
  body?: B;
  /** An example of the body, for the document. */
  example?: Record<string, unknown>;
  status: SuccessStatus;
  response: R;
  /** For a `Download`: the content types it may have. */
  media?: readonly string[];
  /** A second kind of success, answered by returning an `Alternative`. */
  alternative?: { status: SuccessStatus; response: A; description: string };
  /** Keys of the answer that are shown once: null in what is kept for a repeated Idempotency-Key. */
  shownOnce?: readonly string[];
};

type Declaration<
  P extends Path,
  R extends z.ZodType,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
> = Declared<R, Q, B, A> & {
  run: (ctx: Context, input: RouteInput<P, Q, B>) => Promise<z.input<R> | Alternative<z.input<A>>>;
};

export type ApiRoute = Declared<z.ZodType, z.ZodObject, z.ZodType, z.ZodType> & {
  method: Method;
  /** Below /api/v1. */
  path: string;
  answer: (ctx: Context, raw: RawInput) => Promise<Answer>;
};
