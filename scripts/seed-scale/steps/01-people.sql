-- Ids as db/columns.ts makes them: ten characters of milliseconds, sixteen of chance (md5 is a subset of the alphabet).
create function pg_temp.id_of(prefix text, instant timestamptz) returns text language sql volatile as $$
  select prefix || '_' || substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 45 & 31)::int + 1, 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 40 & 31)::int + 1, 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 35 & 31)::int + 1, 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 30 & 31)::int + 1, 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 25 & 31)::int + 1, 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 20 & 31)::int + 1, 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 15 & 31)::int + 1, 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 10 & 31)::int + 1, 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 5 & 31)::int + 1, 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', ((extract(epoch from instant) * 1000)::bigint >> 0 & 31)::int + 1, 1) ||
    substr(md5(random()::text), 1, 16)
$$;

create temp table seed_words on commit drop as select
  array['Ada Okafor', 'Mei Tanaka', 'Jonas Weber', 'Priya Nair', 'Lucía Ortega', 'Tom Hughes', 'Amira Haddad',
    'Sven Lindqvist', 'Grace Mwangi', 'Pavel Novák', 'Chloé Martin', 'Diego Ramos', 'Hana Kim', 'Oskar Nowak',
    'Fatima Zahra', 'Liam Byrne', 'Nadia Petrova', 'Marco Rossi', 'Ines Silva', 'Kofi Mensah', 'Eva Jansen',
    'Ravi Patel', 'Sofia Costa', 'Anders Holm', 'Yuki Sato', 'Elena Popescu', 'Noah Fischer', 'Zoe Clarke',
    'Mateo Vega', 'Freya Olsen', 'Omar Farouk', 'Laila Aziz', 'Ben Carter', 'Marta Kowalska', 'Hugo Bernard',
    'Aisha Bello', 'Emil Larsen', 'Rosa Marino', 'Daniel Stein', 'Nora Walsh'] as people,
  array['billing', 'catalog', 'checkout', 'search', 'identity', 'ledger', 'orders', 'shipping', 'inventory', 'pricing',
    'payments', 'refunds', 'coupons', 'reviews', 'profile', 'media', 'mail', 'push', 'sms', 'audit', 'reports', 'exports',
    'imports', 'geo', 'routing', 'fleet', 'drivers', 'menu', 'kitchen', 'tables', 'booking', 'calendar', 'tickets',
    'support', 'chat', 'voice', 'fraud', 'risk', 'tax', 'invoices', 'quotes', 'leads', 'campaigns', 'feeds', 'partners',
    'contracts', 'payroll', 'warehouse', 'returns', 'loyalty'] as fields,
  array['api', 'web', 'worker', 'gateway', 'admin', 'jobs', 'sync', 'cache', 'events', 'mobile-api', 'public-api',
    'internal-api', 'scheduler', 'importer', 'exporter', 'indexer', 'webhooks', 'proxy', 'edge', 'assets', 'docs',
    'console', 'metrics', 'stream', 'batch', 'mailer', 'renderer', 'resolver', 'registry', 'relay', 'bot', 'store',
    'view', 'rules', 'engine', 'feed', 'hub', 'archive', 'monitor', 'site', 'portal', 'tools', 'backend', 'frontend',
    'service', 'consumer', 'producer', 'adapter', 'bridge', 'lab'] as kinds,
  array['Retry the upstream call once', 'Show the total with tax', 'Cache the price list', 'Fix the time zone of exports',
    'Remove the old importer', 'Read the region from the environment', 'Log one line per request', 'Update dependencies',
    'Validate the postcode', 'Stop on SIGTERM', 'Add an index for the order list', 'Rename the queue',
    'Answer 404 for archived items', 'Paginate the history', 'Translate the error page', 'Compress responses',
    'Make the limit configurable', 'Keep the session for a day', 'Round half to even', 'Send the receipt again on request',
    'Use the new address format', 'Close idle connections', 'Sort by the newest first', 'Escape names in mails'] as subjects;

insert into users (id, email, name, role, created_at, updated_at, last_seen_at)
select pg_temp.id_of('usr', now() - interval '2 years' + position * interval '1 hour'),
  'person' || position || '@people.example.test', name,
  case when position % 8 = 0 then 'operator' when position % 11 = 0 then 'viewer' else 'developer' end,
  now() - interval '2 years', now() - interval '2 years', now() - random() * interval '10 days'
from seed_words, unnest(people) with ordinality as person (name, position);

create temp table seed_people on commit drop as
select row_number() over (order by id)::int as position, id, name, 'user:' || id as actor
from users where email like '%@people.example.test';
