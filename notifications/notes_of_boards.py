"""Small messages of what another board did: it asked this one something, or answered it."""

from typing import assert_never

from domain.guide import InquiryNews
from notifications.bulletin import BetweenBoards
from notifications.note import Note, one_line


def inquiry(said: BetweenBoards) -> Note:
    match said.news:
        case InquiryNews.ASKED:
            subject, short = "Otra junta les pregunta", "Otra junta les pregunta. Respondan en su página"
            line = "Una junta del municipio les hizo una pregunta, porque ustedes dijeron que quieren ayudar."
            step = "Abran la página de su junta y respondan, o digan que no pueden."
        case InquiryNews.ANSWERED:
            subject, short = "Una junta les respondió", "Una junta les respondió. Léanlo en su página"
            line = "La junta a la que le preguntaron ya les respondió."
            step = "Abran la página de su junta y lean la respuesta."
        case _:
            assert_never(said.news)
    return Note(
        subject=subject,
        heading=one_line(said.board.name),
        to=one_line(said.board.name),
        lines=(line,),
        next_step=step,
        short=short,
        link_label="Abrir la página de su junta",
    )
