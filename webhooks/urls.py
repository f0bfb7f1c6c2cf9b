from django.urls import path

from webhooks import views

app_name = "webhooks"

urlpatterns = [
    path("", views.endpoint_list, name="endpoint_list"),
    path("<int:pk>/", views.endpoint_detail, name="endpoint_detail"),
    path("<int:pk>/test/", views.endpoint_test, name="endpoint_test"),
    path("<int:pk>/again/", views.deliveries_again, name="deliveries_again"),
    path("<int:pk>/since/", views.deliveries_since, name="deliveries_since"),
    path("<int:pk>/exchange/", views.key_exchange, name="key_exchange"),
    path("<int:pk>/key/", views.key_issued, name="key_issued"),
]
