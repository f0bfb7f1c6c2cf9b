from django.urls import path

from incentives import api

app_name = "incentives_api"

urlpatterns = [
    path("measures/", api.measure_list, name="measure_list"),
]
