from django.urls import path

from certificates.views import certificates, checkpoints, public

app_name = "certificates"

urlpatterns = [
    path("desk/certificates/enterprises/<str:uscc>/", certificates.certificate_create, name="certificate_create"),
    path("desk/certificates/<str:number>/", certificates.certificate_detail, name="certificate_detail"),
    path("desk/certificates/<str:number>/file/", certificates.certificate_file, name="certificate_file"),
    path("desk/certificates/<str:number>/pdf/", certificates.certificate_pdf, name="certificate_pdf"),
    path("desk/checkpoints/", checkpoints.checkpoint_list, name="checkpoint_list"),
    path("desk/checkpoints/key/", checkpoints.cosigning_key_create, name="cosigning_key_create"),
    path("desk/checkpoints/<int:pk>/", checkpoints.checkpoint_detail, name="checkpoint_detail"),
    path("desk/checkpoints/<int:pk>/file/", checkpoints.checkpoint_file, name="checkpoint_file"),
    path("desk/checkpoints/<int:pk>/upload/", checkpoints.checkpoint_upload, name="checkpoint_upload"),
    path("desk/checkpoints/<int:pk>/cosign/", checkpoints.checkpoint_cosign, name="checkpoint_cosign"),
    path("verify/", public.verification, name="verification"),
    path("verify/<str:number>/", public.verification_detail, name="verification_detail"),
    path("log/keys.json", public.keys, name="keys"),
    path("log/checkpoint", public.checkpoint, name="checkpoint"),
    path("log/tile/<path:place>", public.tile, name="tile"),
    path("log/status-list", public.current_status_list, name="status_list"),
]
