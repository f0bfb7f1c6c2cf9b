from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roster', '0005_move_rows_into_columns'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='rosterchange',
            name='row',
        ),
        migrations.RemoveField(
            model_name='rosterchange',
            name='submission',
        ),
        migrations.RemoveField(
            model_name='blacklistimport',
            name='rows_done',
        ),
        migrations.RemoveField(
            model_name='blacklistrow',
            name='cells',
        ),
        migrations.RemoveField(
            model_name='blacklistrow',
            name='problems',
        ),
        migrations.RemoveField(
            model_name='rosterrow',
            name='cells',
        ),
        migrations.RemoveField(
            model_name='rosterrow',
            name='problems',
        ),
        migrations.RemoveField(
            model_name='rostersubmission',
            name='rows_done',
        ),
        migrations.DeleteModel(
            name='RosterChange',
        ),
        migrations.RemoveField(model_name='blacklistrow', name='raw_was'),
        migrations.RemoveField(model_name='rosterrow', name='raw_was'),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.CheckConstraint(condition=models.Q(('is_refused', False), ('kind', ''), _connector='OR'), name='roster_refused_changes_nothing'),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'changed'), _negated=True), ('before__isnull', False), _connector='OR'), name='roster_changed_from_something'),
        ),
    ]
