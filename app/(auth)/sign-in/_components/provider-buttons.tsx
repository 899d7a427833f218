"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";

type ProviderButtonsProps = { providers: { id: string; name: string }[]; next: string };

/** Signing in with an account that somebody else vouches for. */
export function ProviderButtons({ providers, next }: ProviderButtonsProps) {
  const [leavingTo, setLeavingTo] = useState<string>();
  const [failed, setFailed] = useState(false);

  const leaveTo = async (id: string) => {
    setLeavingTo(id);
    setFailed(false);
    try {
      window.location.assign(await addressOf(id, next));
    } catch {
      setFailed(true);
      setLeavingTo(undefined);
    }
  };

  return (
    <section aria-label="Other ways to sign in" className="flex flex-col gap-2 border-t pt-5">
      <FormError message={failed ? "The provider could not be reached. Try again." : undefined} />
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          size="lg"
          loading={leavingTo === id}
          disabled={leavingTo !== undefined}
          onClick={() => void leaveTo(id)}
        >
          Sign in with {name}
        </Button>
      ))}
    </section>
  );
}

/** next-auth wants its own token with the request that begins the round trip. */
async function addressOf(provider: string, next: string): Promise<string> {
  const csrf: { csrfToken: string } = await (await fetch("/api/auth/csrf")).json();
  const response = await fetch(`/api/auth/signin/${provider}`, {
    method: "POST",
    body: new URLSearchParams({ csrfToken: csrf.csrfToken, callbackUrl: next, json: "true" }),
  });
  const { url }: { url: string } = await response.json();
  return url;
}
