from django.urls import path

from certificates import api

app_name = "certificates_api"

urlpatterns = [
    path("enterprises/<str:uscc>/certificates/", api.certificate_create, name="certificate_create"),
    path("certificates/<str:number>/", api.certificate_detail, name="certificate_detail"),
    path("certificates/<str:number>/file/", api.certificate_file, name="certificate_file"),
    path("certificates/<str:number>/pdf/", api.certificate_pdf, name="certificate_pdf"),
]
