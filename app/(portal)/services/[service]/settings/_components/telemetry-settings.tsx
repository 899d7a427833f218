"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { CommandLine } from "@/components/ui/command-line";
import { FormError } from "@/components/ui/form-error";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import type { ServiceSettings } from "@/lib/catalog/contract";
import { makeIntakeKeyAction } from "@/lib/telemetry/actions";
import type { IntakeKeyView } from "@/lib/telemetry/contract";

import { MetricsPage } from "./metrics-page";

type Place = { name: string; mayKey: boolean };
type TelemetrySettingsProps = {
  service: { id: string; name: string; settings: ServiceSettings };
  places: readonly Place[];
  mayEdit: boolean;
};

/**
 * How processes of the service that run elsewhere send what they measure, with a key for each environment, and where those
 * that run here are asked for it.
 */
export function TelemetrySettings({ service, places, mayEdit }: TelemetrySettingsProps) {
  return (
    <div id="telemetry" className="scroll-mt-16">
      <Panel
        title="Sending telemetry"
        actions={<TextLink to="/settings/telemetry">Telemetry storage</TextLink>}
        description="Processes that Slipway runs send traces, logs, metrics and errors by themselves, once the OpenTelemetry or Sentry SDK is in them. Others need these lines."
      >
        <ul className="flex flex-col gap-4">
          {places.map((place) => (
            <PlaceKey key={place.name} serviceId={service.id} place={place} />
          ))}
        </ul>
        <MetricsPage service={service} mayEdit={mayEdit} />
      </Panel>
    </div>
  );
}

function PlaceKey({ serviceId, place }: { serviceId: string; place: Place }) {
  const [view, setView] = useState<IntakeKeyView>();
  const [isAsking, setAsking] = useState(false);
  const { request, pending, problem } = useRequest(makeIntakeKeyAction, (made) => {
    setView(made);
    setAsking(false);
  });
  const ask = (rotate: boolean) => request({ serviceId, environment: place.name, rotate });
  return (
    <li className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="font-medium">{place.name}</span>
        {!place.mayKey && <span className="text-fg-muted">Your role may not see its key.</span>}
        {place.mayKey && !view && (
          <Button onClick={() => ask(false)} loading={pending} aria-label={`Show the key of ${place.name}`}>
            Show key
          </Button>
        )}
        {view && !isAsking && (
          <Button onClick={() => setAsking(true)} aria-label={`Rotate the key of ${place.name}`}>
            Rotate…
          </Button>
        )}
      </div>
      {view && (
        <>
          <CommandLine command={`OTEL_EXPORTER_OTLP_ENDPOINT=${view.otlpEndpoint}`} label="Copy line" />
          <CommandLine command={`OTEL_EXPORTER_OTLP_HEADERS=${view.otlpHeaders}`} label="Copy line" />
          <CommandLine command={`SENTRY_DSN=${view.sentryDsn}`} label="Copy line" />
        </>
      )}
      {isAsking && (
        <div className="flex flex-wrap items-center gap-2">
          <p className="text-fg-muted">
            The key that is in use is refused within seconds. Processes that run now send again once their
            release is deployed again.
          </p>
          <Button variant="danger" onClick={() => ask(true)} loading={pending}>
            Rotate the key
          </Button>
          <Button onClick={() => setAsking(false)}>Keep it</Button>
        </div>
      )}
      <FormError message={problem?.message} />
    </li>
  );
}
