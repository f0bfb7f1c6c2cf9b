"""What programs state beside what they ask for."""

from rest_framework import serializers
from rest_framework.request import Request

from accounts.purposes import LONGEST_PURPOSE, PURPOSE_MISSING
from audit.requests import note_purpose
from free_text.serializers import FreeTextField, NumbersNeededField


class PurposeSerializer(serializers.Serializer):
    """The purpose of a look-up, among the parameters of its address."""

    purpose = FreeTextField(
        label="查询用途",
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_PURPOSE,
        help_text="查询用途，如“招标核验”；账号所属单位要求填写时必填。记入审计日志。",
    )
    numbers_needed = NumbersNeededField()

    def validate_purpose(self, purpose: str) -> str:
        """Require the purpose of whom the department asks for it."""
        if not purpose and self.context["user"].asks_purpose:
            raise serializers.ValidationError(PURPOSE_MISSING)
        return purpose


def note_stated_purpose(request: Request) -> None:
    """Note the purpose that the request of a program states, for its audit event; raise ValidationError."""
    stated = PurposeSerializer(data=request.query_params, context={"user": request.user})
    stated.is_valid(raise_exception=True)
    note_purpose(stated.validated_data["purpose"])
