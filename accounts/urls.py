from django.contrib.auth.views import PasswordChangeDoneView
from django.urls import path

from accounts import factor_views, link_views, views
from accounts.access import public, signed_in

app_name = "accounts"

urlpatterns = [
    path("login/", public(views.LoginView.as_view()), name="login"),
    path("logout/", public(views.LogoutView.as_view()), name="logout"),
    path("password/", signed_in(views.PasswordChangeView.as_view()), name="password_change"),
    path(
        "password/done/",
        signed_in(PasswordChangeDoneView.as_view(template_name="accounts/password_change_done.html")),
        name="password_change_done",
    ),
    path("password/link/", link_views.password_link, name="password_link"),
    path("password/link/made/", link_views.link_made, name="link_made"),
    path("password/codes/", link_views.code_list, name="code_list"),
    path("login/factor/", factor_views.factor_check, name="factor_check"),
    path("factor/", factor_views.factor, name="factor"),
    path("factor/codes/", factor_views.recovery_codes, name="recovery_codes"),
    path("tokens/issued/", factor_views.token_issued, name="token_issued"),
    path("purpose/", signed_in(views.PurposeView.as_view()), name="purpose"),
    path("confirm/", factor_views.confirm, name="confirm"),
    path("sessions/", views.session_list, name="session_list"),
    path("sessions/end/", views.sessions_end, name="sessions_end"),
    path("sessions/<uuid:pk>/end/", views.session_end, name="session_end"),
    path("exports/<int:pk>/", views.export_detail, name="export_detail"),
    path("exports/<int:pk>/file/", views.export_file, name="export_file"),
]
