"""Sizes, counts, images and schedules in words, as a reader says them."""

from __future__ import annotations

import re

from tfgen.tree.inventory import Cell

_WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_OF_ACCOUNT = re.compile(r"[^/]+\.dkr\.ecr\.[^/]+/(?P<image>.+)")


def count(least: int, most: int) -> str:
    """Return how many there are: 3, or 3 to 12."""
    if least == most:
        return str(least)
    return f"{least} to {most}"


def cpu(units: int) -> str:
    """Return CPU units as vCPUs, of which each has 1024."""
    return f"{round(units / 1024, 3):g} vCPU"


def memory(mib: int) -> str:
    """Return MiB as a reader says them."""
    if mib % 1024:
        return f"{mib} MiB"
    return f"{mib // 1024} GiB"


def size(units: int, mib: int) -> str:
    """Return the size of a task; an instance gives what is left to one that asks for no CPU."""
    if not units:
        return memory(mib)
    return f"{cpu(units)}, {memory(mib)}"


def image(name: str) -> str:
    """Return an image without the host of ECR, and without most of a digest."""
    of_account = _OF_ACCOUNT.fullmatch(name)
    if of_account:
        name = f"ECR {of_account['image']}"
    return re.sub(r"(sha256:[0-9a-f]{12})[0-9a-f]+$", r"\1…", name)


def schedule(expression: str, timezone: str) -> Cell:
    """Return when rate(…), at(…) or cron(…) is; as it is written where words say no more."""
    form, _, inside = expression.removesuffix(")").partition("(")
    if form == "rate":
        return f"every {inside.removeprefix('1 ')}"
    if form == "at":
        return f"once, {inside.replace('T', ' ')} {timezone}"
    said = _cron(inside.split(" "))
    if said is None:
        return (expression, timezone)
    return f"{said}, {timezone}"


def _cron(fields: list[str]) -> str | None:
    minute, hour, day, month, weekday, year = fields
    parts = (_time(minute, hour), _day(day, weekday), _month(month), _year(year))
    said = [part for part in parts if part is not None]
    if len(said) < len(parts):
        return None
    return " ".join(part for part in said if part)


def _time(minute: str, hour: str) -> str | None:
    if minute.isdigit():
        return _at_minute(int(minute), hour)
    step = re.fullmatch(r"(?:\*|0)/([0-9]+)", minute)
    if step and hour == "*":
        return _every(int(step[1]), 60, "minute")
    if minute == "*" and hour == "*":
        return "every minute"
    return None


def _at_minute(minute: int, hour: str) -> str | None:
    if re.fullmatch(r"[0-9]+(?:,[0-9]+)*", hour):
        hours = sorted({int(number) for number in hour.split(",")})
        return f"at {_listed([f'{number:02}:{minute:02}' for number in hours])}"
    if hour == "*":
        return f"at minute {minute} of every hour"
    step = re.fullmatch(r"(?:\*|0)/([0-9]+)", hour)
    if step:
        every = _every(int(step[1]), 24, "hour")
        return every and f"{every} from 00:{minute:02}"
    span = re.fullmatch(r"([0-9]+)-([0-9]+)", hour)
    if span:
        return f"every hour from {int(span[1]):02}:{minute:02} to {int(span[2]):02}:{minute:02}"
    return None


def _every(step: int, whole: int, unit: str) -> str | None:
    # A step that does not divide the hour or the day begins anew with it.
    if whole % step:
        return None
    if step == 1:
        return f"every {unit}"
    return f"every {step} {unit}s"


def _day(day: str, weekday: str) -> str | None:
    if {day, weekday} == {"*", "?"}:
        return "every day"
    if weekday != "?":
        return _on_weekdays(weekday)
    if day == "L":
        return "on the last day of the month"
    if re.fullmatch(r"[0-9]+(?:,[0-9]+)*", day):
        days = sorted({int(number) for number in day.split(",")})
        return f"on day {_listed(list(map(str, days)))} of the month"
    return None


def _on_weekdays(text: str) -> str | None:
    known = _numbered(text, ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))
    nth = re.fullmatch(r"([1-7])#([1-5])", known)
    if nth:
        return f"on the {_ORDINALS[int(nth[2]) - 1]} {_WEEKDAYS[int(nth[1]) - 1]} of the month"
    last = re.fullmatch(r"([1-7])L", known)
    if last:
        return f"on the last {_WEEKDAYS[int(last[1]) - 1]} of the month"
    return _names(known, _WEEKDAYS, "on")


def _month(text: str) -> str | None:
    if text == "*":
        return ""
    return _names(_numbered(text, tuple(month[:3].upper() for month in _MONTHS)), _MONTHS, "in")


def _year(text: str) -> str | None:
    if text == "*":
        return ""
    if text.isdigit():
        return f"in {text}"
    return None


def _numbered(text: str, words: tuple[str, ...]) -> str:
    """Return a field with the numbers of its words, counted from 1."""
    for number, word in enumerate(words, start=1):
        text = text.replace(word, str(number))
    return text


def _names(text: str, names: tuple[str, ...], before: str) -> str | None:
    span = re.fullmatch(r"([0-9]+)-([0-9]+)", text)
    if span:
        return f"{before} {names[int(span[1]) - 1]} to {names[int(span[2]) - 1]}"
    if re.fullmatch(r"[0-9]+(?:,[0-9]+)*", text):
        numbers = sorted({int(number) for number in text.split(",")})
        return f"{before} {_listed([names[number - 1] for number in numbers])}"
    return None


def _listed(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"
