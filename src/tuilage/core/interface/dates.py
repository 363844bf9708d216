"""Dates and times as people say them, in the active language. Pure: today is always an argument."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def local_day(value: date | datetime) -> date:
    """The day of `value`, in the département's time zone when it carries a time."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def day_of_month(day: date) -> str:
    """French says "1er" and no other ordinal."""
    return pgettext("first day of the month", "1") if day.day == 1 else str(day.day)


def day_in_words(value: date | datetime) -> str:
    """ "lundi 23 novembre 2026"."""
    day = local_day(value)
    return f"{date_format(day, 'l')} {day_of_month(day)} {date_format(day, 'F Y')}"


def short_day(value: date | datetime) -> str:
    """ "23 novembre 2026", where the weekday says nothing."""
    day = local_day(value)
    return f"{day_of_month(day)} {date_format(day, 'F Y')}"


def time_in_words(value: datetime) -> str:
    """ "9 h 40"."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return pgettext("time of day", "%(hour)s:%(minute)s") % {
        "hour": local.hour,
        "minute": f"{local.minute:02d}",
    }


def moment_in_words(value: date | datetime) -> str:
    """The day in words, with the time when there is one."""
    if not isinstance(value, datetime):
        return day_in_words(value)
    return _("%(day)s at %(time)s") % {"day": day_in_words(value), "time": time_in_words(value)}


def near(value: date | datetime, today: date) -> str:
    """How far from today, in the words one would use: "hier", "il y a 3 jours", "dans 2 mois"."""
    days = (local_day(value) - today).days
    if abs(days) <= 1:
        word = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}[days]
        if isinstance(value, datetime):
            return _("%(day)s at %(time)s") % {"day": word, "time": time_in_words(value)}
        return word
    return _ago(-days) if days < 0 else _ahead(days)


def _ago(days: int) -> str:
    if days < 14:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < 60:
        return ngettext("%(n)d week ago", "%(n)d weeks ago", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("%(n)d month ago", "%(n)d months ago", days // 30) % {"n": days // 30}
    return ngettext("%(n)d year ago", "%(n)d years ago", days // 365) % {"n": days // 365}


def _ahead(days: int) -> str:
    if days < 14:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days < 60:
        return ngettext("in %(n)d week", "in %(n)d weeks", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("in %(n)d month", "in %(n)d months", days // 30) % {"n": days // 30}
    return ngettext("in %(n)d year", "in %(n)d years", days // 365) % {"n": days // 365}


def span_in_words(start: date, end: date | None) -> str:
    """A period '[)' as one reads it: its last day is the eve of `end`; open when `end` is None."""
    if end is None:
        return _("since %(start)s") % {"start": short_day(start)}
    last = date.fromordinal(end.toordinal() - 1)
    if last <= start:
        return _("on %(day)s") % {"day": short_day(start)}
    return _("from %(start)s to %(end)s") % {"start": short_day(start), "end": short_day(last)}
