from django.urls import path

from certificates.views import certificates, public

app_name = "certificates"

urlpatterns = [
    path("desk/certificates/enterprises/<str:uscc>/", certificates.certificate_create, name="certificate_create"),
    path("desk/certificates/<str:number>/", certificates.certificate_detail, name="certificate_detail"),
    path("desk/certificates/<str:number>/file/", certificates.certificate_file, name="certificate_file"),
    path("desk/certificates/<str:number>/pdf/", certificates.certificate_pdf, name="certificate_pdf"),
    path("verify/", public.verification, name="verification"),
    path("verify/<str:number>/", public.verification_detail, name="verification_detail"),
    path("log/keys.json", public.keys, name="keys"),
    path("log/checkpoint", public.checkpoint, name="checkpoint"),
    path("log/status-list", public.current_status_list, name="status_list"),
]
