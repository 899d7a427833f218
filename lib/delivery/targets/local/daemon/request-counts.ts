import { randomBytes } from "node:crypto";

import {
  countDuration,
  emptyHistogram,
  type Histogram,
  type LostCount,
  methodOf,
  OTHER_ROUTE,
  routeTemplate,
  type TrafficBatch,
  type TrafficCount,
} from "@/lib/telemetry/contract";

/** One request that is over, or is as good as over. */
export type Finished = {
  placementId: string;
  releaseId: string | null;
  method: string | undefined;
  /** As the client sent it, with its query. */
  target: string;
  /** 0 when the client left before there was an answer. */
  status: number;
  isError: boolean;
  /** Undefined where it says nothing about the release. */
  durationMs: number | undefined;
};

/**
 * Counts requests in memory, by place, release, route and kind of answer: a few lookups per request, and memory for as
 * many routes as a place may have. Each window of time is handed to `onSealed` when it is over.
 */
export class RequestCounts {
  private readonly places = new Map<string, Place>();
  private readonly windowMs: number;
  private windowEndMs: number;
  private minuteMs = 0;
  private dayMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    windowMs: number,
    private readonly onSealed: (batch: TrafficBatch) => void,
    /** What had to be given up since it was last asked. */
    private readonly takeLost: () => LostCount[] = () => [],
    private readonly nowMs: () => number = Date.now,
  ) {
    this.windowMs = Math.max(1, windowMs);
    this.windowEndMs = this.openWindow();
  }

  count(request: Finished): void {
    // Not only by the timer, which may be late: what a batch holds is of its minute.
    if (this.nowMs() >= this.windowEndMs) this.seal();
    const place = this.placeOf(request.placementId);
    const route = place.routeFor(methodOf(request.method), request.target, request.status);
    const cell = place.cellOf(request.releaseId, route, Math.floor(request.status / 100));
    cell.requests += 1;
    if (request.isError) cell.errors += 1;
    if (request.durationMs === undefined) return;
    cell.durationUs += Math.round(request.durationMs * 1_000);
    countDuration(cell.histogram, request.durationMs / 1_000);
  }

  /** Ends the window, however much of it is left. */
  seal(): void {
    const counts = [...this.places].flatMap(([placementId, place]) => place.take(placementId));
    const lost = this.takeLost();
    if (counts.length > 0 || lost.length > 0)
      this.onSealed({ id: `bat_${randomBytes(12).toString("hex")}`, minuteMs: this.minuteMs, counts, lost });
    // Once a day what nobody asks for any more makes room: places that are gone, and routes.
    const dayMs = Math.floor(this.nowMs() / DAY_MS) * DAY_MS;
    if (dayMs !== this.dayMs) this.places.clear();
    this.dayMs = dayMs;
    this.windowEndMs = this.openWindow();
  }

  close(): void {
    this.seal();
    clearTimeout(this.timer);
  }

  private openWindow(): number {
    const now = this.nowMs();
    this.minuteMs = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    const endMs = Math.min((Math.floor(now / this.windowMs) + 1) * this.windowMs, this.minuteMs + MINUTE_MS);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.seal(), endMs - now);
    this.timer.unref();
    return endMs;
  }

  private placeOf(placementId: string): Place {
    let place = this.places.get(placementId);
    if (!place) this.places.set(placementId, (place = new Place()));
    return place;
  }
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Routes of one place that count by their name; what comes later counts as others. */
export const MOST_ROUTES = 200;
/**
 * Of these so many may be refused (400 to 499) when they are first asked for: many services refuse every address that they
 * do not know, and whoever scans one would take the names of all others.
 */
export const MOST_REFUSED_ROUTES = MOST_ROUTES / 2;
/** Paths whose route is remembered, of a place; longer ones are worked out each time. */
const MOST_PATHS = 2_000;
const MOST_REMEMBERED_CHARS = 256;

type Route = { method: string; name: string; isKnown: boolean };
type Cell = { requests: number; errors: number; durationUs: number; histogram: Histogram };

/** One service in one region of one environment. */
class Place {
  /** By method, then by path. */
  private readonly paths = new Map<string, Map<string, Route>>();
  private pathCount = 0;
  /** By method and name. Only routes that were answered: whoever tries a thousand addresses fills nothing with them. */
  private readonly routes = new Map<string, Route>();
  private readonly others = new Map<string, Route>();
  private cells = new Map<string | null, Map<Route, (Cell | undefined)[]>>();

  /** The route that a request counts under. */
  routeFor(method: string, target: string, status: number): Route {
    const query = target.indexOf("?");
    const path = query < 0 ? target : target.slice(0, query);
    const route = this.paths.get(method)?.get(path) ?? this.derive(method, path);
    if (route.isKnown) return route;
    const isAnswered = status >= 100 && status !== 404 && status !== 405;
    const key = `${method} ${route.name}`;
    const known = this.routes.get(key);
    if (known) {
      this.remember(path, known);
      return known;
    }
    const most = status >= 400 && status < 500 ? MOST_REFUSED_ROUTES : MOST_ROUTES;
    if (!isAnswered || this.routes.size >= most) return this.otherOf(method);
    route.isKnown = true;
    this.routes.set(key, route);
    return route;
  }

  cellOf(releaseId: string | null, route: Route, statusClass: number): Cell {
    let byRoute = this.cells.get(releaseId);
    if (!byRoute) this.cells.set(releaseId, (byRoute = new Map<Route, (Cell | undefined)[]>()));
    let byClass = byRoute.get(route);
    if (!byClass) byRoute.set(route, (byClass = []));
    return (byClass[statusClass] ??= { requests: 0, errors: 0, durationUs: 0, histogram: emptyHistogram() });
  }

  /** What was counted since it was last taken. */
  take(placementId: string): TrafficCount[] {
    const counts: TrafficCount[] = [];
    for (const [releaseId, byRoute] of this.cells)
      for (const [{ method, name: route }, byClass] of byRoute)
        for (const [statusClass, cell] of byClass.entries()) {
          if (!cell) continue;
          const { histogram, ...sums } = cell;
          const { offset, buckets } = histogram;
          counts.push({ placementId, releaseId, method, route, statusClass, ...sums, offset, buckets });
        }
    this.cells = new Map();
    return counts;
  }

  private derive(method: string, path: string): Route {
    const name = ownText(routeTemplate(path));
    const route = this.routes.get(`${method} ${name}`) ?? { method, name, isKnown: false };
    this.remember(path, route);
    return route;
  }

  private remember(path: string, route: Route): void {
    if (path.length > MOST_REMEMBERED_CHARS) return;
    if (this.pathCount >= MOST_PATHS) {
      this.paths.clear();
      this.pathCount = 0;
    }
    let byPath = this.paths.get(route.method);
    if (!byPath) this.paths.set(route.method, (byPath = new Map<string, Route>()));
    if (!byPath.has(path)) this.pathCount += 1;
    byPath.set(ownText(path), route);
  }

  private otherOf(method: string): Route {
    let route = this.others.get(method);
    if (!route) this.others.set(method, (route = { method, name: OTHER_ROUTE, isKnown: true }));
    return route;
  }
}

/** The same text in memory of its own: a piece of an address would keep all of it, and a query may have 32 kB. */
const ownText = (text: string): string => Buffer.from(text, "latin1").toString("latin1");
