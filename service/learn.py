"""`convite learn`: weights learned from judgements, with a report, for a person to review.

Nothing that is in use is replaced: the candidate is put in place by hand, after reading its report.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from time import perf_counter

from matching.judged import Judged, Purchase, purchase
from matching.learned_weights import written
from matching.learning import fit, shown
from matching.learning_report import held_back_scores, held_back_trades, report
from service.baselines import jsonl, judged_in
from service.shell import WrongUsage

_FEWEST = 200  # judged rows below which held-back figures mean little

# dataset → its column for each name in `matching.judged.purchase`: the first filled in; a bar joins two.
_COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "p6dx-8zbt.versions": {
        "id": ("id_del_proceso",),
        "entity": ("entidad",),
        "city": ("ciudad_entidad",),
        "modality": ("modalidad_de_contratacion",),
        "type": ("tipo_de_contrato",),
        "unspsc": ("codigo_principal_de_categoria",),
        "value": ("precio_base",),
        "text": ("nombre_del_procedimiento | descripci_n_del_procedimiento",),
        "day": ("fecha_de_publicacion_del",),
    },
    "jbjy-vk9h": {
        "id": ("id_contrato",),
        "entity": ("nombre_entidad",),
        "city": ("ciudad",),
        "modality": ("modalidad_de_contratacion",),
        "type": ("tipo_de_contrato",),
        "unspsc": ("codigo_de_categoria_principal",),
        "value": ("valor_del_contrato",),
        "text": ("objeto_del_contrato", "descripcion_del_proceso"),
        "day": ("fecha_de_firma",),
    },
    "f789-7hwg": {
        "id": ("uid", "numero_de_constancia"),
        "entity": ("nombre_entidad",),
        "city": ("municipio_entidad",),
        "modality": ("modalidad_de_contratacion",),
        "type": ("tipo_de_contrato",),
        "unspsc": ("id_objeto_a_contratar",),
        "value": ("cuantia_proceso",),
        "text": ("detalle_del_objeto_a_contratar",),
        "day": ("fecha_de_cargue_en_el_secop",),
    },
}


@dataclass(frozen=True)
class LearnSummary:
    """`judged`: rows learned from; `without_text`: judgements whose text is not at hand."""

    judged: int
    without_text: int
    weights: str
    report: str
    seconds: float


def learn(data: Path, out: Path) -> LearnSummary:
    """Learns from what is in a folder shaped like the shared `data`. Raises WrongUsage for too little."""
    started = perf_counter()
    published = {one.id: one for one in _published(data / "soda")}
    said = list(_judgements())
    judged = [
        Judged(one, (int(row["suit"]),), (row["trade"],)) for row in said if (one := published.get(row["id"]))
    ]
    missing = len(said) - len(judged)
    judged += _of_two_readers(data / "ground_truth", published)
    if len(judged) < _FEWEST:
        few = f"texts of {len(judged)} judged rows, fewer than {_FEWEST}"
        raise WrongUsage(f"{data}: {few}: nothing was learned")
    seen = [shown(one.purchase) for one in judged]
    lines = report(judged, held_back_scores(judged, seen), held_back_trades(judged, seen))
    out.mkdir(parents=True, exist_ok=True)
    weights, told = out / "suitability.csv", out / "report.md"
    told.write_text("\n".join([*_heading(judged), *lines]) + "\n", encoding="utf-8")
    with weights.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("term", "weight"))
        writer.writerows(written(fit(judged, seen)))
    return LearnSummary(len(judged), missing, str(weights), str(told), round(perf_counter() - started, 1))


def _heading(judged: Sequence[Judged]) -> Iterator[str]:
    months = sorted({one.purchase.month for one in judged if one.purchase.month}) or ["no known month"]
    towns = {one.purchase.municipality for one in judged}
    yield "# What was learned of suitability"
    yield ""
    yield (
        f"Made by `convite learn`: {len(judged)} judged purchases of {len(towns)} municipalities (or buyers "
        f"without one) and {len(months)} months, {months[0]} to {months[-1]}."
    )
    yield ""
    yield (
        "What is learned for a row came from other municipalities and other months. The words of the table "
        "were chosen by people who had read these rows, so `the table alone` is not held back in that sense."
    )
    yield ""


def _judgements() -> list[dict[str, str]]:
    text = files("matching").joinpath("judgements/suitability.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _of_two_readers(folder: Path, published: Mapping[str, Purchase]) -> list[Judged]:
    """The rows of the shared truth, with the month that the source gives to the same id or the same text."""
    if not (folder / "suitability.jsonl").exists():
        return []
    months = {key: one.month for one in published.values() for key in (one.id, one.text)}
    return [
        one._replace(
            purchase=one.purchase._replace(
                month=months.get(one.purchase.id) or months.get(one.purchase.text, "")
            )
        )
        for one in judged_in(folder)
    ]


def _published(folder: Path) -> Iterator[Purchase]:
    """Every purchase of the datasets that are there; of an id that comes again, the caller keeps the last."""
    for dataset, columns in _COLUMNS.items():
        path = folder / f"{dataset}.jsonl.gz"
        if path.exists():
            for row in jsonl(path):
                yield _purchase(dataset, columns, row)


def _purchase(dataset: str, columns: Mapping[str, tuple[str, ...]], row: Mapping[str, object]) -> Purchase:
    said = {name: _first(row, sources) for name, sources in columns.items()}
    if dataset.startswith("f789"):
        said["id"] = f"S1-{said['id']}"  # a notice of SECOP I has a number that others may have, too
    return purchase(said, month=said["day"][:7])


def _first(row: Mapping[str, object], sources: Sequence[str]) -> str:
    read = (" | ".join(str(row[c]) for c in source.split(" | ") if row.get(c)) for source in sources)
    return next(filter(None, read), "")
