"""Persons whom nobody receives yet can be told apart at a desk; every file that went into one is known to it."""

from django.db import migrations

FUNCTIONS = """
set local role tuilage_guard;

-- Of these persons, those around whom nobody stands (a file brought them in): enough to tell two namesakes apart, not
-- who they are. Sharing gives it its body.
create function people_unattended(persons uuid[]) returns table (person_id uuid, birth_year int, commune_id uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
  select null::uuid, null::int, null::uuid where false $$;

-- The files that went into that of somebody of the asker's circle, those that went into these too.
create function people_absorbed_in(person uuid) returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$
  with recursive gone as (
    select m.absorbed_id from people_merge m
     where m.survivor_id = person and m.undone_at is null and person in (select my_circle())
    union
    select m.absorbed_id from people_merge m join gone on m.survivor_id = gone.absorbed_id where m.undone_at is null)
  select absorbed_id from gone $$;

reset role;
"""
UNDO = "drop function people_absorbed_in(uuid); drop function people_unattended(uuid[]);"


class Migration(migrations.Migration):
    dependencies = [("people", "0007_imports_guard")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
