"""The words that row policies are written in; rooms above give `my_teams`, `my_roles`, `my_circle` their bodies."""

from django.db import migrations

WORDS = """
create function my_id() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('tuilage.actor', true), '')::uuid $$;

-- The département's day, told by the application (a session's own time zone would be the server's).
create function my_today() returns date language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('tuilage.today', true), '')::date, current_date) $$;

create function acting_as(variadic names text[]) returns boolean language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('tuilage.system', true), '') = any(names), false) $$;

-- What must look wider than the actor belongs to the guard (security definer), never to the owner.
set local role tuilage_guard;

create function my_teams() returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$ select null::uuid where false $$;

create function my_roles() returns setof text language sql stable security definer
  set search_path = public, pg_temp as $$ select null::text where false $$;

create function my_circle() returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$ select null::uuid where false $$;

reset role;

-- A GiST constraint takes an id without btree_gist when the id is wrapped in a range of one.
create type uuidrange as range (subtype = uuid);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            WORDS,
            "drop type uuidrange; drop function my_circle(), my_roles(), my_teams(), acting_as(text[]), my_today(), my_id();",
        )
    ]
