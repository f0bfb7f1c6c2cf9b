from django.urls import path

from drafts import views

app_name = "drafts"

urlpatterns = [
    path("<int:pk>/discard/", views.draft_discard, name="draft_discard"),
]
