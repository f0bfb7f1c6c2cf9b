from django.urls import path

from staffing import views

app_name = "staffing"

urlpatterns = [
    path("changes/", views.proposal_list, name="proposal_list"),
    path("changes/<int:pk>/approve/", views.proposal_approve, name="proposal_approve"),
    path("changes/<int:pk>/reject/", views.proposal_reject, name="proposal_reject"),
    path("absences/", views.absence_list, name="absence_list"),
    path("absences/new/", views.absence_create, name="absence_create"),
    path("absences/<int:pk>/end/", views.absence_end, name="absence_end"),
]
