"""An invitation as a page to print: what it is, a code for the camera, and who reads the answers."""

from dataclasses import dataclass
from datetime import date
from string import Template

import segno

from locales import N_, Words
from reports.typed_text import html, one_line

_TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Poster:
    """What differs from one poster to the next."""

    workshop_title: str
    starts_on: date
    ends_on: date
    table_name: str | None
    link: str
    valid_until: date | None


_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$title</title>
<style>
@page { size: A5 portrait; margin: 10mm }
* { box-sizing: border-box }
body { margin: 0; color: #14202b; background: #fff; font: 1rem/1.45 "Noto Sans", "Segoe UI", Roboto, Helvetica, Arial, sans-serif }
main { max-width: 30rem; margin: 0 auto; padding: 1.25rem; text-align: center; overflow-wrap: anywhere }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; line-height: 1.2; text-wrap: balance }
p { margin: 0 0 .75rem }
.when { color: #43535f }
.ask { margin-top: 1rem; font-size: 1.2rem; font-weight: 600; text-wrap: balance }
.code svg { width: min(100%, 17rem); height: auto }
.link { font-family: "Noto Sans Mono", Consolas, Menlo, monospace; font-size: .9rem }
.link a { color: inherit }
.readers { margin-top: 1rem; padding-top: .75rem; border-top: 1px solid #9aa7b1; font-size: .9rem; text-align: left }
.readers p { margin-bottom: .4rem }
@media print { html { font-size: 14px } main { max-width: none; padding: 0 } .code svg { width: 72mm } }
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p class="when">$when$table</p>
<p class="ask">$ask</p>
<p>$scan</p>
<div class="code">$code</div>
<p class="link"><a href="$link">$link</a></p>
<p>$then</p>
<div class="readers">$readers</div>
</main>
</body>
</html>
""")


def poster_html(poster: Poster, *, words: Words) -> str:
    """Return the whole page: nothing is loaded from anywhere, A5 on paper, readable on a phone."""
    if not poster.link.startswith(("https://", "http://")):
        raise ValueError("an invitation is a link that a browser opens")
    code = segno.make(poster.link, error="m", micro=False)
    return _PAGE.substitute(
        language=html(words.language),
        title=html(one_line(poster.workshop_title, _TITLE_LENGTH)),
        when=html(_when(poster, words)),
        table=_table(poster, words),
        ask=html(words.say(N_("Which practices work, and for whom? What did you learn? Tell us."))),
        scan=html(words.say(N_("Scan this code with your camera, or open the link below."))),
        code=code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None),
        link=html(poster.link),
        then=html(
            words.say(N_("Telegram opens. Press Start, and the bot asks one question at a time."))
        ),
        readers="".join(f"<p>{html(line)}</p>" for line in _readers(poster, words)),
    )


def _when(poster: Poster, words: Words) -> str:
    first, last = words.day(poster.starts_on), words.day(poster.ends_on)
    return first if first == last else words.say(N_("{first} to {last}"), first=first, last=last)


def _table(poster: Poster, words: Words) -> str:
    if poster.table_name is None:
        return ""
    name = one_line(poster.table_name, _TITLE_LENGTH)
    return "<br>" + html(words.say(N_("Table {name}"), name=name))


def _readers(poster: Poster, words: Words) -> list[str]:
    lines = [
        words.say(
            N_(
                "The organisers of this workshop read your answers. "
                "At the end you choose who else may see them."
            )
        ),
        words.say(
            N_(
                "Messages to a bot are not end-to-end encrypted: "
                "please give no names or details of victims."
            )
        ),
    ]
    if poster.valid_until is not None:
        until = words.day(poster.valid_until)
        lines.append(words.say(N_("This invitation can be used until {day}."), day=until))
    return lines
