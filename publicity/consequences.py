"""What acts change on the public pages, counted before they are done."""

from collections.abc import Collection

from feedback.actions import follow
from feedback.models import MeasureApplication
from foundation.consequences import Consequence
from publicity.models import Hold, IncentiveCase, Publication
from roster.models import Enterprise
from workdays.site_settings import site_settings


def consequences_of_loss(enterprises: Collection[int]) -> list[Consequence]:
    """Return what follows when these enterprises lose their standing: for departments, and on the public pages."""
    return [*follow.consequences_of_loss(enterprises), *consequences_of_withdrawal(enterprises)]


def consequences_of_suspension(enterprises: Collection[int]) -> list[Consequence]:
    """Return what follows when these enterprises are suspended: for departments, and on the public pages."""
    return [*follow.consequences_of_suspension(enterprises), *consequences_of_withdrawal(enterprises)]


def consequences_of_return(enterprises: Collection[int]) -> list[Consequence]:
    """Return what follows when these enterprises, which lost their standing, are eligible again."""
    return [*follow.consequences_of_return(enterprises), *_publication_after_return(set(enterprises))]


def _publication_after_return(enterprises: set[int]) -> list[Consequence]:
    held = Hold.objects.in_force().filter(enterprise_id__any_of=enterprises).values_list("enterprise_id", flat=True)
    free = enterprises - set(held)
    if not site_settings().publish_returned:
        return _counted(Consequence(len(free), f"{_named(free)}列入待公布，公布后公众才能查到"))
    lost = Publication.objects.filter(ended_at__isnull=False, enterprise_id__any_of=free)
    returning = set(lost.values_list("enterprise_id", flat=True))
    cases = _published_cases(returning)
    return _counted(
        Consequence(len(returning), f"{_named(returning)}自动重新公布"),
        Consequence(cases, f"案例{cases}篇重新可见"),
        Consequence(len(free - returning), f"{_named(free - returning)}列入待公布，公布后公众才能查到"),
    )


def consequences_of_withdrawal(enterprises: Collection[int]) -> list[Consequence]:
    """Return what the public does not see any more when these enterprises are not published any more."""
    ids = set(enterprises)
    visible = Publication.objects.visible().filter(enterprise_id__any_of=ids)
    published = set(visible.values_list("enterprise_id", flat=True))
    cases = IncentiveCase.objects.visible().filter(application__enterprise_id__any_of=ids).count()
    return _counted(
        Consequence(len(published), f"{_named(published)}移出公布名单"),
        Consequence(cases, f"案例{cases}篇同时撤下"),
    )


def consequences_of_publication(enterprises: Collection[int]) -> list[Consequence]:
    """Return what the public sees when these enterprises are published, which can be published."""
    new = set(enterprises)
    cases = _published_cases(new)
    return _counted(
        Consequence(len(new), f"{_named(new)}列入公布名单，公众立即可以查到"),
        Consequence(cases, f"此前公布的案例{cases}篇随之可见"),
    )


def _published_cases(enterprises: set[int]) -> int:
    """Count the published cases of these enterprises, visible or not."""
    applications = MeasureApplication.objects.publishable().filter(enterprise_id__any_of=enterprises)
    return IncentiveCase.objects.filter(published_at__isnull=False, application__in=applications).count()


def _named(enterprises: set[int]) -> str:
    """The enterprises as the subject of a sentence: the name of one, or how many there are."""
    if len(enterprises) != 1:
        return f"{len(enterprises)}家"
    return str(Enterprise.objects.get(pk__in=enterprises))


def _counted(*consequences: Consequence) -> list[Consequence]:
    return [consequence for consequence in consequences if consequence.count]
