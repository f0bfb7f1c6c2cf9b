from django.urls import path

from publicity import api

app_name = "publicity_api"

urlpatterns = [
    path("enterprises/", api.enterprise_list, name="enterprise_list"),
    path("enterprises/<str:key>/", api.enterprise_detail, name="enterprise_detail"),
    path("changes/", api.change_list, name="change_list"),
    path("cases/", api.case_list, name="case_list"),
    path("measures/", api.measure_list, name="measure_list"),
    path("statistics/", api.statistic_list, name="statistic_list"),
]
