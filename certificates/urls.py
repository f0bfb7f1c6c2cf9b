from django.urls import path

from certificates.views import certificates

app_name = "certificates"

urlpatterns = [
    path("desk/certificates/enterprises/<str:uscc>/", certificates.certificate_create, name="certificate_create"),
    path("desk/certificates/<str:number>/", certificates.certificate_detail, name="certificate_detail"),
    path("desk/certificates/<str:number>/file/", certificates.certificate_file, name="certificate_file"),
]
