"""A term was over as its last day began; now that day belongs to it. What was over stays over."""

from django.db import migrations, models

OVER = """
    UPDATE roster_screeninghit SET due_on = due_on - 1 WHERE decision = 'undecided' AND due_on <= (now() AT TIME ZONE 'Asia/Shanghai')::date
"""


class Migration(migrations.Migration):

    dependencies = [
        ('roster', '0020_superseded_rows'),
    ]

    operations = [
        migrations.AlterField(
            model_name='screeninghit',
            name='due_on',
            field=models.DateField(help_text='期限的最后一日；期满仍未核实，企业转为待核实。已过的，企业在核实之前为待核实。', verbose_name='核实期限'),
        ),
        migrations.RunSQL(OVER, migrations.RunSQL.noop),
    ]
