import { durationInWords } from "@/components/time/format-instant";
import type { Elsewhere, Figures, ReleaseTraffic } from "@/lib/telemetry/contract";

/** "12.4 requests a minute, 0.3 % errors, 95 % within 120 ms." */
export function trafficSentence({ requests, errorRate, p95Ms }: Figures, perMinute: number): string {
  if (requests === 0) return "No requests in this time.";
  const parts = [
    `${rateInWords(perMinute)} requests a minute`,
    errorRate === 0 ? "no errors" : `${shareInWords(errorRate)} errors`,
    p95Ms !== null && `95 % within ${msInWords(p95Ms)}`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}

/** "0.02", "4.2", "120", "12,400". */
export function rateInWords(value: number): string {
  const digits = value === 0 || value >= 100 ? 0 : value >= 1 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

/** "0 %", "0.04 %", "2.5 %", "31 %"; a dash where there was nothing to take a share of. */
export function shareInWords(share: number | null): string {
  if (share === null) return "–";
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return "< 0.01 %";
  const digits = percent === 0 || percent >= 10 ? 0 : percent >= 1 ? 1 : 2;
  return `${percent.toLocaleString("en", { maximumFractionDigits: digits })} %`;
}

/** From where on errors are a matter of concern: what counts as failing says so in shape and word, too. */
export const isFailing = (errorRate: number | null): boolean => (errorRate ?? 0) >= 0.01;

/** So few errors say nothing of an environment, whatever their share is. */
const LEAST_ERRORS = 5;

/** Whether an environment that is not shown fails so that it has to be said where another one is looked at. */
export const failsElsewhere = ({ errors, errorRate }: Pick<Elsewhere, "errors" | "errorRate">): boolean =>
  errors >= LEAST_ERRORS && isFailing(errorRate);

/** "48 % errors", "no errors": beside the name of an environment that is not shown. */
export const elsewhereInWords = ({ errors, errorRate }: Pick<Elsewhere, "errors" | "errorRate">): string =>
  errors === 0 ? "no errors" : `${shareInWords(errorRate)} errors`;

/** "0.4 ms", "12.3 ms", "840 ms", "4.2 s". */
export function msInWords(ms: number | null): string {
  if (ms === null) return "–";
  if (ms >= 100) return durationInWords(ms);
  return `${ms.toLocaleString("en", { maximumFractionDigits: ms >= 10 ? 0 : ms >= 1 ? 1 : 2 })} ms`;
}

/** "+12 %" against the release before; nothing where either is not known or they hardly differ. */
export function changeInWords(now: number | null, before: number | null | undefined): string | undefined {
  if (now === null || before === null || before === undefined || before === 0) return undefined;
  const percent = Math.round((now / before - 1) * 100);
  // Quantiles themselves are only known to 4.4 %.
  if (Math.abs(percent) < 5) return undefined;
  return `${percent > 0 ? "+" : "−"}${Math.abs(percent).toLocaleString("en")} %`;
}

/** "#4", or in words what a line stands for that is no release. */
export function lineName({ key, release }: Pick<ReleaseTraffic, "key" | "release">): string {
  if (release) return `#${release.number}`;
  return key === "others" ? "Older releases" : "No release answered";
}
