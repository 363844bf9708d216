"""Who may unite two files: case workers and heads of service whose duty it is to stand around both persons."""

from django.db import migrations

BODY = """
set local role tuilage_guard;
create or replace function people_may_merge(one uuid, other uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select sharing_stands(one) and sharing_stands(other)
     and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service')) $$;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_circle_indexes"), ("people", "0005_merge_functions")]
    operations = [migrations.RunSQL(BODY, migrations.RunSQL.noop)]
