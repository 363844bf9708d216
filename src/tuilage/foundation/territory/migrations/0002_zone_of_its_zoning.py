"""A commune's zone belongs to the zoning written beside it: what makes the partition hold."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE territory_zonecommune ADD CONSTRAINT territory_zonecommune_zone_of_zoning"
            " FOREIGN KEY (zone_id, zoning_id) REFERENCES territory_zone (id, zoning_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE territory_zonecommune DROP CONSTRAINT territory_zonecommune_zone_of_zoning",
        ),
    ]
