"""保存的查询: conditions of the list of enterprises that a user opens again."""

from django.db import models
from django.urls import reverse

from accounts.models import User

# Characters of the parameters as an address has them.
LONGEST_QUERY = 1000


class SavedSearch(models.Model):
    """The parameters of the list of enterprises, under a name that its owner gave. Nobody else sees it."""

    user = models.ForeignKey(User, verbose_name="保存人", on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField("名称", max_length=40)
    query = models.CharField("查询条件", max_length=LONGEST_QUERY)

    class Meta:
        verbose_name = verbose_name_plural = "保存的查询"
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_search_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('feedback:enterprise_list')}?{self.query}"
