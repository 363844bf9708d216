"""Names folded by the database, so that a file is matched set by set; the keys of many persons written at once."""

from django.db import migrations

FUNCTIONS = """
-- Letters and figures only, in lower case, without marks: as people.names.fold does, all in one word.
create function people_fold(name text) returns text language sql immutable parallel safe as $$
  select regexp_replace(replace(replace(replace(normalize(lower(name), NFKD), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'),
                        '[^[:alnum:]]+', '', 'g') $$;
create function people_fold_first(names text) returns text language sql immutable parallel safe as $$
  select people_fold(split_part(ltrim(translate(names, ',', ' ')), ' ', 1)) $$;
grant execute on function people_fold(text), people_fold_first(text) to tuilage_app, tuilage_guard;

set local role tuilage_guard;
-- `keys`: those of each person, parted by the unit separator (chr 31), which no name holds.
create function people_write_keys_of_many(persons uuid[], keys text[], years int[], months int[], days int[])
  returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not acting_as('import') then
    raise insufficient_privilege using message = 'the keys of many persons are written by the import';
  end if;
  insert into people_identitykey (person_id, keys, birth_year, birth_month, birth_day)
    select p, string_to_array(k, chr(31)), y, m, d from unnest(persons, keys, years, months, days) t (p, k, y, m, d)
    on conflict (person_id) do update set keys = excluded.keys, birth_year = excluded.birth_year,
      birth_month = excluded.birth_month, birth_day = excluded.birth_day;
end $$;
reset role;
"""
UNDO = """
drop function people_write_keys_of_many(uuid[], text[], int[], int[], int[]);
drop function people_fold_first(text), people_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_imports")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
