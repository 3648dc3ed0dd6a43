"""The judged purchases with their texts, as far as the published rows are at hand."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from matching.learning.judged import Judged, Purchase, purchase
from service.baselines import jsonl, judged_in

# dataset → its column for each name in `judged.purchase`: the first filled in; a bar joins two.
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


def judged_rows(data: Path) -> tuple[list[Judged], int]:
    """Our own judgements and those of the shared truth, as far as their texts are there; and how many of
    ours are not.
    """
    published = {one.id: one for one in _published(data / "soda")}
    said = list(_judgements())
    judged = [
        Judged(one, (int(row["suit"]),), (row["trade"],)) for row in said if (one := published.get(row["id"]))
    ]
    missing = len(said) - len(judged)
    return judged + _of_two_readers(data / "ground_truth", published), missing


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
