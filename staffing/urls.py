from django.urls import path

from staffing import views

app_name = "staffing"

urlpatterns = [
    path("", views.proposal_list, name="proposal_list"),
    path("<int:pk>/approve/", views.proposal_approve, name="proposal_approve"),
    path("<int:pk>/reject/", views.proposal_reject, name="proposal_reject"),
]
