from django.urls import path

from webhooks import api

app_name = "webhooks_api"

urlpatterns = [
    path("events/", api.event_list, name="event_list"),
]
