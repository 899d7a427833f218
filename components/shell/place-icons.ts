import {
  AlertTriangleIcon,
  BellIcon,
  BoxIcon,
  DashboardIcon,
  HomeIcon,
  LayersIcon,
  MapIcon,
  RocketIcon,
  ScrollTextIcon,
  SearchIcon,
  ServerIcon,
  SettingsIcon,
  TraceIcon,
  TrendIcon,
  WrapTextIcon,
} from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";

import type { KnownPlace } from "./places";

/** Apart from the places, so that the keyboard does not load pictures. */
export const PLACE_ICONS: Record<KnownPlace["to"], Icon> = {
  "/": HomeIcon,
  "/services": LayersIcon,
  "/deployments": RocketIcon,
  "/environments": ServerIcon,
  "/traces": TraceIcon,
  "/map": MapIcon,
  "/errors": AlertTriangleIcon,
  "/inbox": BellIcon,
  "/logs": WrapTextIcon,
  "/sets": BoxIcon,
  "/dashboards": DashboardIcon,
  "/explore": SearchIcon,
  "/dora": TrendIcon,
  "/audit": ScrollTextIcon,
  "/settings": SettingsIcon,
};
