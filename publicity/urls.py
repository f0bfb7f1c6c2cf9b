from django.urls import path

from publicity.views import desk, public

app_name = "publicity"

urlpatterns = [
    path("", public.home, name="home"),
    path("enterprises/", public.enterprise_list, name="enterprise_list"),
    path("enterprises/<str:uscc>/", public.enterprise_detail, name="enterprise_detail"),
    path("cases/", public.case_list, name="case_list"),
    path("cases/<int:pk>/", public.case_detail, name="case_detail"),
    path("measures/", public.measure_list, name="measure_list"),
    path("plan/", public.plan, name="plan"),
    path("site-map/", public.site_map, name="site_map"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("publicity/", desk.publication_list, name="publication_list"),
    path("publicity/publish/", desk.publication_create, name="publication_create"),
    path("publicity/<int:pk>/withdraw/", desk.publication_withdraw, name="publication_withdraw"),
    path("publicity/cases/", desk.case_admin, name="case_admin"),
    path("publicity/cases/new/", desk.case_create, name="case_create"),
    path("publicity/cases/<int:pk>/", desk.case_edit, name="case_edit"),
    path("publicity/cases/<int:pk>/publish/", desk.case_publish, name="case_publish"),
]
