from django.urls import path

from screening import api

app_name = "screening_api"

urlpatterns = [
    path("enterprises/<str:uscc>/standing/", api.standing_detail, name="standing_detail"),
]
