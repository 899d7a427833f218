import "server-only";
import { asc, eq, inArray, isNull, or, sql, type SQL } from "drizzle-orm";

import { notificationChannels as channels, notificationDeliveries as deliveries, teams } from "@/db/schema";
import { can } from "@/lib/auth/permissions";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { askerOf } from "../asker";
import { canMail, NO_SMTP } from "../channels/email";
import { findSettings } from "../channels/sealed";
import type { ChannelView } from "../contract";
import { canUse } from "../policy";

type Reader = Pick<Context, "actor" | "db">;

/** One's own channels, those of one's teams and, for whoever may change them, of all teams and the installation. */
export async function listChannels(ctx: Reader): Promise<ChannelView[]> {
  demand(ctx.actor, "read");
  const { personId, teams: own } = await askerOf(ctx);
  const teamIds = own.map(({ id }) => id);
  const rows = await selectChannels(ctx)
    .where(
      or(
        eq(channels.ownerUserId, personId ?? ""),
        can(ctx.actor, "channel.administer")
          ? isNull(channels.ownerUserId)
          : inArray(channels.ownerTeamId, teamIds.length > 0 ? teamIds : [""]),
      ),
    )
    .orderBy(asc(channels.name), asc(channels.id));
  return rows.map(channelView);
}

/** Throws `not_found`, also for a channel of somebody else. */
export async function getChannel(ctx: Reader, id: string): Promise<ChannelView> {
  demand(ctx.actor, "read");
  await getUsable(ctx, id);
  const [row] = await selectChannels(ctx).where(eq(channels.id, id));
  if (!row) throw noChannel(id);
  return channelView(row);
}

const noChannel = (id: string) => new DomainError("not_found", `There is no channel "${id}" of yours.`);

/** The row of a channel that the actor may use. Throws `not_found`. */
export async function getUsable(ctx: Reader, id: string) {
  const [row] = await ctx.db.select().from(channels).where(eq(channels.id, id));
  if (!row || !canUse(ctx.actor, await askerOf(ctx), row)) throw noChannel(id);
  return row;
}

// Named in full: a single-table select leaves out table names, and both tables have an id. Each status is written out
// and asked for alone, as it stands in the index that holds it.
const OF_CHANNEL = sql`from ${deliveries} d where d.channel_id = "notification_channels"."id"`;
const PENDING = sql`${OF_CHANNEL} and d.status = 'pending'`;
const DEAD = sql`${OF_CHANNEL} and d.status = 'dead'`;

const lastErrorOf = (waitingOrDead: SQL) =>
  sql`(select d.id, d.last_error ${waitingOrDead} and d.last_error is not null order by d.id desc limit 1)`;

const selectChannels = ({ db }: Reader) =>
  db
    .select({
      channel: channels,
      team: { id: teams.id, name: teams.name },
      pendingCount: sql<number>`(select count(*)::int ${PENDING})`,
      deadCount: sql<number>`(select count(*)::int ${DEAD})`,
      lastDeliveredAt: sql<string | null>`(select d.finished_at ${OF_CHANNEL} and d.status = 'delivered'
        order by d.id desc limit 1)`,
      lastError: sql<string | null>`(select last_error
        from (${lastErrorOf(PENDING)} union all ${lastErrorOf(DEAD)}) of_both order by id desc limit 1)`,
    })
    .from(channels)
    .leftJoin(teams, eq(teams.id, channels.ownerTeamId))
    .$dynamic();

type Row = Awaited<ReturnType<typeof selectChannels>>[number];

function channelView({ channel, team, ...told }: Row): ChannelView {
  const { id, kind, name, ownerUserId, destination, ratePerMinute, createdByName, createdAt } = channel;
  const settings = findSettings(id, channel.sealed);
  const until = settings?.previousSecret ? settings.previousUntil : undefined;
  return {
    id,
    kind,
    name,
    owner: ownerUserId ? "person" : team ? "team" : "installation",
    team,
    destination,
    problem: problemOf(channel, settings !== undefined),
    signs: settings?.secret !== undefined,
    previousSecretUntil: until && new Date(until) > new Date() ? until : null,
    ratePerMinute,
    ...told,
    lastDeliveredAt: told.lastDeliveredAt ? new Date(told.lastDeliveredAt).toISOString() : null,
    createdByName,
    createdAt: createdAt.toISOString(),
  };
}

function problemOf({ kind }: Row["channel"], isOpen: boolean): string | null {
  if (kind === "email") return canMail() ? null : NO_SMTP;
  return isOpen ? null : "Its address was sealed with a secret that is gone. Enter the address again.";
}
