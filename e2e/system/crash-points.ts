import postgres from "postgres";

import { readDatabaseState } from "./processes";
import { until } from "./until";

/** Where an execution stands still: before a phase is announced, or after its effect and before that is recorded. */
export type CrashPoint = { at: string; moment: "announcing" | "recording" };

/** The advisory lock that stops an execution; any number that the product does not use. */
const LOCK = 727_401;
const LIMIT_MS = 30_000;

/**
 * Makes an execution stand still at a chosen point without a hook in the product: a trigger that waits for a lock the
 * test holds. On INSERT into deployment_phases the intent is not committed yet; on UPDATE the side effect has
 * happened and is not recorded yet. `claim` and `finish` are the first and the last write of an execution.
 */
export async function openCrashPoints(home: string) {
  let database = connect(home);
  await install(database);
  let holder: postgres.Sql | undefined;
  return {
    /** The database as it is now; not one that was open before a crash of the server. */
    sql: () => database,
    reconnect() {
      void database.end({ timeout: 0 });
      void holder?.end({ timeout: 0 });
      holder = undefined;
      database = connect(home);
    },
    /** The next execution that comes there waits. */
    async arm({ at, moment }: CrashPoint) {
      holder = connect(home);
      await holder`select pg_advisory_lock(${LOCK})`;
      await database`insert into chaos_points values (${at}, ${moment})`;
    },
    /** Resolves when an execution stands at the armed point. */
    reached: () =>
      until(
        "an execution comes to the crash point",
        async () => (await database`select 1 from pg_locks where objid = ${LOCK} and not granted`).length,
        (waiting) => waiting > 0,
        LIMIT_MS,
      ),
    /** Resolves when a phase is under way: its intent is committed, its side effect is happening. */
    underWay: (deploymentId: string, phase: string) =>
      until(
        `phase ${phase} is under way`,
        async () =>
          (
            await database`select 1 from deployment_phases
              where deployment_id = ${deploymentId} and phase = ${phase} and status = 'running'`
          ).length,
        (running) => running > 0,
        LIMIT_MS,
      ),
    /** Nobody waits any more, and nobody will. */
    async disarm() {
      await database`delete from chaos_points`;
      await holder?.end({ timeout: 0 });
      holder = undefined;
    },
    async close() {
      await Promise.all([database.end({ timeout: 1 }), holder?.end({ timeout: 0 })]);
    },
  };
}

function connect(home: string) {
  const { port, password } = readDatabaseState(home);
  return postgres({
    host: "127.0.0.1",
    port,
    user: "slipway",
    database: "slipway",
    password,
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
  });
}

const install = (sql: postgres.Sql) =>
  sql
    .unsafe(
      `create table chaos_points (at text not null, moment text not null);
       create function chaos_wait(arrived_at text, arrived_moment text) returns void language plpgsql as $$
       begin
         if exists (select from chaos_points where at = arrived_at and moment = arrived_moment) then
           perform pg_advisory_xact_lock(${LOCK});
         end if;
       end $$;
       create function chaos_phase() returns trigger language plpgsql as $$
       begin
         perform chaos_wait(new.phase, case tg_op when 'INSERT' then 'announcing' else 'recording' end);
         return new;
       end $$;
       create trigger chaos_phase before insert or update on deployment_phases
         for each row execute function chaos_phase();
       create function chaos_deployment() returns trigger language plpgsql as $$
       begin
         if old.status <> 'running' and new.status = 'running' then perform chaos_wait('claim', 'recording'); end if;
         if old.finished_at is null and new.finished_at is not null then perform chaos_wait('finish', 'recording'); end if;
         return new;
       end $$;
       create trigger chaos_deployment before update on deployments
         for each row execute function chaos_deployment();`,
    )
    .simple();
