from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calendar', '0002_shifts'),
    ]

    operations = [
        migrations.AddField(
            model_name='dayexception',
            name='imported',
            field=models.BooleanField(default=False),
        ),
    ]
