import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";

import { readPreferences } from "@/components/preferences/preferences";
import { env, ownRelease } from "@/lib/env";

import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { template: "%s · Slipway", default: "Slipway" },
  description: "What runs where, what changed, and one click forward or back.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f9f9fa" },
    { media: "(prefers-color-scheme: dark)", color: "#0d0e11" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [jar, received] = await Promise.all([cookies(), headers()]);
  const preferences = readPreferences((name) => jar.get(name)?.value);
  const mac = /Macintosh|iPhone|iPad/.test(received.get("user-agent") ?? "");
  return (
    <html
      lang="en"
      data-theme={preferences.theme}
      data-nav={preferences.navigation}
      data-os={mac ? "mac" : "other"}
      data-error-reporting={env().SENTRY_DSN}
      data-release={env().SENTRY_DSN && ownRelease()}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body>
        <Providers preferences={preferences}>{children}</Providers>
      </body>
    </html>
  );
}
