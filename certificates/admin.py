"""Django admin for the public keys of the cosigners. A key is registered and retired, and never changed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.admin import FilteredByList
from certificates.actions.cosigning import register_key, retire_key
from certificates.forms import CosigningKeyForm
from certificates.models import CosigningKey


@admin.register(CosigningKey)
class CosigningKeyAdmin(FilteredByList):
    """The keys with which the customs offices and the auditor cosign the checkpoints of the log."""

    form = CosigningKeyForm
    list_display = ("__str__", "key_id", "registered_by", "registered_at", "retired_at")
    list_select_related = ("department", "registered_by__department")
    actions = ("retire",)

    @admin.display(description="编号")
    def key_id(self, key: CosigningKey) -> str:
        return key.key_id

    def get_readonly_fields(self, request: HttpRequest, obj: CosigningKey | None = None) -> tuple[str, ...]:
        return ("department", "public_key", "registered_by", "registered_at", "retired_at") if obj else ()

    def get_fields(self, request: HttpRequest, obj: CosigningKey | None = None) -> tuple[str, ...]:
        return self.get_readonly_fields(request, obj) or CosigningKeyForm.Meta.fields

    def save_model(self, request: HttpRequest, obj: CosigningKey, form: ModelForm, change: bool) -> None:
        if not change:
            obj.pk = register_key(**form.cleaned_data, by=request.user).pk

    @admin.action(description="停用所选的会签密钥", permissions=("change",))
    def retire(self, request: HttpRequest, keys: QuerySet[CosigningKey]) -> None:
        """Retire the keys; what they cosigned stays."""
        for key in keys.filter(retired_at=None):
            retire_key(key=key, by=request.user)
        self.message_user(request, "已停用所选的会签密钥，以前的会签仍然有效。")
