"""What is new about a call that is told: in a line each, and for a text message in two words."""

from collections.abc import Sequence
from datetime import date

from domain.alert import Alert, AlertKind
from domain.text import fold
from notifications import words
from notifications.parts import Entry

_MOST_FILES = 3
_LONGEST_FILE_NAME = 60


def news(entries: Sequence[Entry]) -> tuple[str, ...]:
    """In the order of the entries, each once; of a call that is told for the first time mostly nothing."""
    drafts = ("Es un borrador: todavía no recibe propuestas",) if entries[0].is_draft else ()
    told = dict.fromkeys(line for e in entries if (line := _change(e.alert)))
    return drafts + tuple(told)


def lead(entries: Sequence[Entry]) -> str:
    """What a text message puts before the title; empty where the call itself is the news."""
    if any(e.alert.kind is AlertKind.NEW_MATCH for e in entries):
        return ""
    return next((_LEADS[e.alert.kind] for e in entries if e.alert.kind in _LEADS), "")


_LEADS = {
    AlertKind.DEADLINE_MOVED: "Nueva fecha: ",
    AlertKind.NEW_DOCUMENTS: "Documento nuevo: ",
    AlertKind.REMINDER: "Recordatorio: ",
    AlertKind.VALUE_CHANGED: "Nuevo valor: ",
}


def _change(alert: Alert) -> str | None:
    match alert.kind:
        case AlertKind.NEW_MATCH:
            return None
        case AlertKind.REMINDER:
            return "Ustedes dijeron que les interesa"
        case AlertKind.DEADLINE_MOVED:
            return f"Cambió la fecha de cierre: era {_day(alert.before)} y ahora es {_day(alert.after)}"
        case AlertKind.VALUE_CHANGED:
            return f"Cambió el valor: era {_money(alert.before)} y ahora es {_money(alert.after)}"
        case AlertKind.CANCELLED:
            return "La entidad canceló este proceso"
        case AlertKind.NEW_DOCUMENTS:
            return _documents((alert.after or "").split("\n"))
        case _:
            raise ValueError(f"{alert.kind} does not belong to a call")


def _day(published: str | None) -> str:
    return words.day(date.fromisoformat(published)) if published else "desconocida"


def _money(published: str | None) -> str:
    return words.in_figures(int(published)) if published else "desconocido"


def _documents(names: Sequence[str]) -> str:
    """File names as the buyer wrote them, so that they can be found in SECOP; addenda first."""
    addenda = [name for name in names if "adend" in fold(name)]
    others = [name for name in names if name not in addenda]
    what = "un documento nuevo" if len(names) == 1 else "documentos nuevos"
    listed = ", ".join(map(_short, [*addenda, *others][:_MOST_FILES]))
    more = " y otros" if len(names) > _MOST_FILES else ""
    advice = ". Lean la adenda: cambia las condiciones" if addenda else ""
    return f"La entidad subió {what}: {listed}{more}{advice}"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_FILE_NAME else f"{name[: _LONGEST_FILE_NAME - 1]}…"
