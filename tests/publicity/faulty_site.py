"""URLs of the portal with a home page that links to a missing page and loads a picture from another host."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.access import public
from credit_portal import urls

CONTENT = '<h1>甲</h1><h1>乙</h1><a href="/gone/#a">旧页</a><img src="https://elsewhere.example/a.png">'


@public
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONTENT)


urlpatterns = [path("", home), *urls.urlpatterns]
handler404 = urls.handler404
