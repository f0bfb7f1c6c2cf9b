from django.db import migrations


class Migration(migrations.Migration):
    """History tables are named for what they are about, not for the fields that they keep, which grow."""

    dependencies = [("roster", "0008_rows_of_large_files")]

    operations = [
        migrations.RenameModel("EnterpriseUsccNameCustomsCodeAddressEvent", "EnterpriseEvent"),
        migrations.RenameModel(
            "ScreeningHitHoldsRungDecisionDecidedByDecisionReasonFingerprintEvent", "ScreeningHitEvent"
        ),
    ]
