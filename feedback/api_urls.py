from django.urls import path

from feedback import api

app_name = "feedback_api"

urlpatterns = [
    path("enterprises/", api.enterprise_list, name="enterprise_list"),
    path("enterprises/<str:uscc>/", api.enterprise_detail, name="enterprise_detail"),
    path("applications/", api.application_list, name="application_list"),
]
