from django.db import migrations


class Migration(migrations.Migration):
    """Apart from the moving of the words: PostgreSQL alters no table in the transaction that filled another one."""

    dependencies = [("units", "0002_city")]

    operations = [migrations.RemoveField(model_name="unit", name="product")]
