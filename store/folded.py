"""Words in columns, found whether they are written with accents or not."""

from sqlalchemy import ColumnElement, func


def has_word(word: str, first: ColumnElement[str], *more: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether one of the columns, none of which may be NULL, has this folded word."""
    text: ColumnElement[str] = first
    for column in more:
        text = text.concat(" ").concat(column)
    for accented, plain in zip("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunaeiouun", strict=True):
        text = func.replace(text, accented, plain)
    return func.lower(text).contains(word, autoescape=True)
