import type { Metadata } from "next";
import { notFound } from "next/navigation";

export const metadata: Metadata = { title: "Not found" };

/** An address that no page has. It is asked for here, so that its answer stands inside the shell. */
export default function NowherePage() {
  notFound();
}
