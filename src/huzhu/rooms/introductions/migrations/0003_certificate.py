import django.db.models.deletion
from django.db import migrations, models

MOVE = """
    INSERT INTO introductions_certificate (wave_id, statement)
    SELECT id, certificate FROM introductions_wave WHERE certificate <> ''
"""


class Migration(migrations.Migration):
    """Certificates stand apart from their waves; those of before keep their text."""

    dependencies = [("introductions", "0002_city")]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("statement", models.TextField()),
                ("edges", models.BinaryField(null=True)),
                (
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="introductions.wave"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="wave", name="certificate"),
    ]
