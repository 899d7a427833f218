import { notFound } from "next/navigation";

import { DomainError } from "@/lib/core/errors";

/** For what the path names: what does not exist shows the page that says so. */
export async function orNotFound<T>(view: Promise<T>): Promise<T> {
  try {
    return await view;
  } catch (error) {
    if (error instanceof DomainError && error.code === "not_found") notFound();
    throw error;
  }
}
