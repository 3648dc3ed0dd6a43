"""`make pictures`: the invented messages of docs/messages.md as they look on a telephone of 360 px.

`python -m service.message_pictures FOLDER` draws them with a Chromium on this machine; the pages ask for
nothing outside of it. What is longer than a picture should be goes on in a second one.
"""

import re
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path

from notifications.chat_form import BODIES, names_of
from notifications.compose import message
from notifications.message import Chat
from service.message_examples import examples

CHROMIUM = "/usr/bin/chromium"
WIDTH = 360
_TALLEST = 1060
_SHOWN = "Última oportunidad"


def drawn() -> Mapping[str, str]:
    """The pages to be drawn, as HTML by the name of the picture."""
    told = message(examples()[_SHOWN])
    return {
        "mail-360": told.mail().html,
        "whatsapp-360": _chat_page(told.chat()),
        "sms-360": _sms_page(told.sms()),
    }


def _chat_page(chat: Chat) -> str:
    values = dict(zip(names_of(chat.template), chat.parameters, strict=True))
    text = re.sub(r"\*([^*\n]+)\*", r"<b>\1</b>", escape(BODIES[chat.template].format(**values)))
    buttons = "".join(f'<div class="button">{escape(button.label)}</div>' for button in chat.buttons)
    return _page(
        "#efe7dd", f'<div class="bubble white">{_linked(text)}<div class="at">8:00</div></div>{buttons}'
    )


def _sms_page(text: str) -> str:
    return _page(
        "#ffffff", f'<div class="bubble grey">{_linked(escape(text))}</div><div class="at">8:00</div>'
    )


def _linked(text: str) -> str:
    return re.sub(r"(https://[^\s<]+[^\s<.,:])", r"<u>\1</u>", text)


def _page(background: str, body: str) -> str:
    return f"""<!doctype html><html lang="es"><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px; background: {background}; font: 16px/1.35 Roboto, Arial, sans-serif;
  color: #111b21; overflow-wrap: anywhere }}
.bubble {{ padding: 9px 11px; border-radius: 10px; white-space: pre-line; margin-right: 18px }}
.white {{ background: #ffffff; box-shadow: 0 1px 1px #0002 }}
.grey {{ background: #e9e9eb; border-radius: 18px }}
u {{ color: #0b57d0 }}
.button {{ margin: 4px 18px 0 0; padding: 11px; border-radius: 10px; background: #ffffff; color: #00755e;
  text-align: center; font-weight: 600; box-shadow: 0 1px 1px #0002 }}
.at {{ color: #54656f; font-size: 13px; text-align: right; margin-right: 18px }}
.bubble .at {{ margin: 0 }}
</style><body>{body}</body></html>"""


def draw(folder: Path) -> None:
    """Write the pictures, which is for who works on the project: Playwright comes with its tools."""
    from playwright.sync_api import FloatRect, sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, html in drawn().items():
            page = browser.new_page(viewport={"width": WIDTH, "height": 100})
            page.set_content(html)
            height = int(page.evaluate("document.documentElement.scrollHeight"))
            for number, top in enumerate(range(0, height, _TALLEST), 1):
                path = folder / (f"{name}.png" if number == 1 else f"{name}-{number}.png")
                left = min(_TALLEST, height - top)
                clip: FloatRect = {"x": 0, "y": top, "width": WIDTH, "height": left}
                page.screenshot(path=path, clip=clip, full_page=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
