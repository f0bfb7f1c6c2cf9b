from django.urls import path

from publicity.views import objections, public, publication

app_name = "publicity"

urlpatterns = [
    path("", public.home, name="home"),
    path("enterprises/", public.enterprise_list, name="enterprise_list"),
    path("enterprises/<str:uscc>/", public.enterprise_detail, name="enterprise_detail"),
    path("exports/<int:pk>/", public.export_detail, name="export_detail"),
    path("exports/<int:pk>/file/", public.export_file, name="export_file"),
    path("cases/", public.case_list, name="case_list"),
    path("cases/<int:pk>/", public.case_detail, name="case_detail"),
    path("measures/", public.measure_list, name="measure_list"),
    path("plan/", public.plan, name="plan"),
    path("site-map/", public.site_map, name="site_map"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("type-size/", public.type_size, name="type_size"),
    path("sitemap.xml", public.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", public.sitemap, name="sitemap"),
    path("robots.txt", public.robots, name="robots"),
    path("favicon.ico", public.favicon, name="favicon"),
    path(".well-known/security.txt", public.security_contact, name="security_contact"),
    path("publicity/", publication.publication_list, name="publication_list"),
    path("publicity/publish/", publication.publication_create, name="publication_create"),
    path("publicity/<int:pk>/withdraw/", publication.publication_withdraw, name="publication_withdraw"),
    path("publicity/<int:pk>/publish-again/", publication.publication_again, name="publication_again"),
    path("publicity/objections/", objections.objection_list, name="objection_list"),
    path("publicity/objections/new/", objections.objection_create, name="objection_create"),
    path("publicity/objections/<int:pk>/", objections.objection_detail, name="objection_detail"),
    path("publicity/objections/<int:pk>/answer/", objections.objection_answer, name="objection_answer"),
    path("publicity/cases/", publication.case_admin, name="case_admin"),
    path("publicity/cases/new/", publication.case_create, name="case_create"),
    path("publicity/cases/<int:pk>/", publication.case_edit, name="case_edit"),
    path("publicity/cases/<int:pk>/publish/", publication.case_publish, name="case_publish"),
    path("publicity/cases/<int:pk>/withdraw/", publication.case_withdraw, name="case_withdraw"),
]
