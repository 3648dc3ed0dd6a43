"""The readers: what each is given to begin with, and what it refuses with. Any other end is a fault."""

import io
import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, NamedTuple

import msgspec
import xlsxwriter
from starlette.exceptions import HTTPException

from api import parts, pesos, table_file
from api.confined import SENT
from api.table_file import UnreadableFile
from domain import files
from domain.contact import Channel
from domain.files import Unfit
from domain.nit import read_nit
from domain.text import fold
from domain.titles import readable
from domain.written_dates import read_date
from harvesters.dataset import Dataset, PageReader
from harvesters.datasets import DATASETS
from harvesters.documents import text as documents
from harvesters.documents.findings import find
from notifications import addresses, calls, code, inbox, links, replies, sign_in
from notifications.inbox import UnreadableMail
from notifications.webhooks import BadWebhook, gateway, telegram, twilio, whatsapp
from store.listings import BOARDS
from tests.examples import NOW
from tests.files import a_jpeg, a_pdf, a_png, an_object_stream
from tests.harvesters import rows
from tests.harvesters.documents import files as call_files
from tests.notifications.test_inbox import a_bounce

SECRET = "a secret of the fuzzing"
_HEADINGS = {"board": ("junta",), "year": ("ano", "vigencia"), "amount": ("valor",)}


class Reader(NamedTuple):
    """`refuses` are the exceptions that it tells of what it cannot read."""

    read: Callable[[bytes], object]
    begin: tuple[bytes, ...]
    refuses: tuple[type[Exception], ...] = ()

    def __call__(self, given: bytes) -> None:
        try:
            self.read(given)
        except self.refuses:
            return


@cache
def readers() -> Mapping[str, Reader]:
    return {
        **{f"rows of {id_}": _of_dataset(dataset) for id_, dataset in DATASETS.items()},
        "spreadsheet .xlsx": Reader(partial(_table, "a.xlsx"), (_workbook(),), (UnreadableFile,)),
        "spreadsheet .csv": Reader(
            partial(_table, "a.csv"),
            ("Título\nJunta;Año;Valor\nJAC-1;2026;$ 5.000\n".encode(), b'Junta,Vigencia\n"a""b",\t2026'),
            (UnreadableFile,),
        ),
        "papers: PDF": Reader(files.fit, (a_pdf(), a_pdf(an_object_stream(b"1 0 <<>>"))), (Unfit,)),
        "papers: JPEG": Reader(files.fit, (a_jpeg(orientation=6), a_jpeg(noise=b"\xff\x00")), (Unfit,)),
        "papers: PNG": Reader(files.fit, (a_png(2, 2, b"a text"),), (Unfit,)),
        "documents: PDF": Reader(
            _document, (call_files.a_pdf("Objeto: mantenimiento", "RUP"),), (documents.Closed,)
        ),
        "documents: Word": Reader(
            _document, (call_files.a_word(["Se exige RUP", [["a", "b"]]]),), (documents.Closed,)
        ),
        "documents: archive": Reader(
            _document, (call_files.an_archive({"a.pdf": call_files.a_pdf("RUP")}),), (documents.Closed,)
        ),
        "webhook of WhatsApp": Reader(whatsapp.read, _WHATSAPP, (BadWebhook,)),
        "webhook of Telegram": Reader(lambda body: telegram.read(body, NOW), _TELEGRAM, (BadWebhook,)),
        "webhook of Twilio": Reader(lambda body: twilio.read(body, NOW), _TWILIO, (BadWebhook,)),
        "webhook of the gateway": Reader(gateway.read, _GATEWAY, (BadWebhook,)),
        "mail that came in": Reader(
            _mail, (a_bounce(), a_bounce(headers_only=True), _MAIL), (UnreadableMail,)
        ),
        "reply": _of_text(replies.read, "1 sí nos interesa", "ALTO", "no podemos, gracias 👍"),
        "NIT": _of_text(read_nit, "890.480.184-4", "8904801844,00"),
        "money": Reader(lambda given: pesos.read_pesos(_text(given)), (b"$ 50.000.000,00",), (ValueError,)),
        "date": _of_text(read_date, "15 de enero de 2026", "2026-01-15T00:00:00.000Z", "1/2/2026"),
        "address": _of_text(_every_address, "junta@correo.co", "+57 300 123 4567", "mailto://x:y@z"),
        "link of a call": _of_text(calls._secop_url, "https://community.secop.gov.co/x?noticeUID=CO1.NTC.1"),
        "links and codes": _of_text(
            _every_token,
            links.sign_at("Junta n.º 1", SECRET, NOW),
            links.sign("JAC-1", SECRET),
            links.sign_feed("JAC-1", SECRET, NOW),
            links.start_payload("JAC-1", SECRET) or "",
            sign_in.token_of("aB3_-xyz", SECRET),
            "12 34-56",
        ),
        "cursor": Reader(
            lambda given: parts._read(_text(given), BOARDS),
            (parts._cursor(tuple("JAC-1" for _ in BOARDS.key)).encode(),),
            (HTTPException,),
        ),
        "title": _of_text(lambda text: (readable(text), fold(text)), "OBRAS \x96 salón\ncomunal (Ñ)"),
    }


def _of_dataset(dataset: Dataset[Any]) -> Reader:
    reader = PageReader(dataset)
    made = (
        *(rows.a_process_row, rows.a_contract_row, rows.a_line_row, rows.a_plan_row, rows.a_secop1_row),
        *(rows.a_bidder_row, rows.an_offer_row, rows.a_supplier_row, rows.a_document_row),
        *(rows.a_modification_row, rows.a_secop2_sanction_row, rows.a_secop1_sanction_row),
    )
    known = set(dataset.columns)
    row = max((one(1) for one in made), key=lambda one: len(known & one.keys()))
    begin = json.dumps([{":id": "row-1", **row}, {":id": "row-2", **row}], ensure_ascii=False).encode()
    # A page that is no list of rows ends the harvest of its dataset, with words.
    return Reader(lambda body: reader.read(reader.split(body)), (begin,), (msgspec.DecodeError,))


def _of_text(read: Callable[[str], object], *begin: str) -> Reader:
    return Reader(lambda given: read(_text(given)), tuple(one.encode() for one in begin))


def _text(given: bytes) -> str:
    return given.decode("utf-8", errors="replace")


def _table(name: str, content: bytes) -> object:
    return table_file.read(
        name, content, _HEADINGS, {"board"}, "una lista", most_unpacked=SENT.unpacked_bytes
    )


def _document(content: bytes) -> object:
    return find(documents.read(content).pages)


def _mail(raw: bytes) -> object:
    return inbox.read(raw, NOW, "Convite <convite@convite.example>")


def _every_address(text: str) -> object:
    return [addresses.read_address(channel, text) for channel in Channel]


def _every_token(text: str) -> object:
    return (
        *(read(text, SECRET) for read in (links.read, links.read_link, links.read_feed, links.read_start)),
        *(sign_in.read_token(text, SECRET), sign_in.read_code(text), code.read(text)),
    )


def _workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Junta", "Año", "Valor"))
        sheet.write_row(1, 0, ("JAC-1", 2026, 5000.5))
    return out.getvalue()


def _json(told: object) -> bytes:
    return json.dumps(told).encode()


_META = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1"}}
_WHATSAPP = tuple(
    _json({"entry": [{"changes": [{"field": "messages", "value": one}]}]})
    for one in (
        {**_META, "statuses": [{"id": "wamid.1", "status": "delivered", "timestamp": "1780491600"}]},
        {
            **_META,
            "messages": [
                {"from": "573000000001", "id": "wamid.2", "timestamp": "1780491600", "type": "text",
                 "text": {"body": "1"}, "context": {"id": "wamid.1"}},
            ],
        },
    )
)  # fmt: skip
_TELEGRAM = tuple(
    _json({"update_id": 1, **one})
    for one in (
        {"message": {"message_id": 2, "date": 1780491600, "chat": {"id": 3}, "text": "/start abc"}},
        {"callback_query": {"id": "4", "data": "1", "message": {"message_id": 2, "chat": {"id": 3}}}},
    )
)
_TWILIO = (
    b"MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003",
    b"MessageSid=SM2&From=%2B573000000001&Body=s%C3%AD",
)
_GATEWAY = (
    _json({"events": [{"type": "status", "id": "1", "at": 1780491600, "status": "delivered", "key": "k"}]}),
    _json(
        {"events": [{"type": "message", "id": "2", "at": 1780491600, "from": "+573000000001", "text": "no"}]}
    ),
)
_MAIL = (
    b"From: Junta <junta@juntas.example>\r\nMessage-ID: <a@b.example>\r\nIn-Reply-To: <c@d.example>\r\n"
    b"Date: Wed, 03 Jun 2026 09:00:00 -0500\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n1 s=ED\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n<p>1 s&iacute;</p>\r\n--b--\r\n"
)
