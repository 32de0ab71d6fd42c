"""A report as a mail or as one HTML file: the same words, with the cards of the page as pictures."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from email.message import EmailMessage

from evenhand.mail import new_message
from evenhand.reports.drawing import Drawing, Picture
from evenhand.reports.page import KeyFigure, ReportPage
from evenhand.reports.request import ReportRequest

_FONT = "font-family:Inter,Segoe UI,Helvetica,Arial,sans-serif"
_CELL = "padding:4px 14px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid #dde3ea"
_HEADINGS = ("Figure", "Value", "Change", "Verdict", "Interval and n")


def subject(page: ReportPage, request: ReportRequest, warning: str) -> str:
    """One line that says what the report is of, and first of all when its data are old."""
    said = f"{page.heading}: {request.words}"
    return f"{warning[0].upper()}{warning[1:]} · {said}" if warning else said


def as_mail(page: ReportPage, request: ReportRequest, drawing: Drawing, warning: str) -> EmailMessage:
    """The report as a mail: plain words, HTML with pictures inside, and the PDF."""
    message = new_message(subject(page, request, warning), as_text(page, warning))
    names = [f"card-{place}" for place in range(len(drawing.pictures))]
    message.add_alternative(as_html(page, drawing, warning, lambda place, _: f"cid:{names[place]}@report"), "html")
    body = message.get_payload(1)
    assert isinstance(body, EmailMessage)
    for name, picture in zip(names, drawing.pictures, strict=True):
        body.add_related(
            picture.png, "image", "png", cid=f"<{name}@report>", disposition="inline", filename=f"{name}.png"
        )
    message.add_attachment(drawing.pdf, "application", "pdf", filename=f"{file_stem(request)}.pdf")
    return message


def file_stem(request: ReportRequest) -> str:
    """A file name without anything that a file system or a mail program could stumble over."""
    words = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in request.words.lower())
    return "-".join(["evenhand", *(part for part in words.split("-") if part)])[:80]


def as_text(page: ReportPage, warning: str) -> str:
    """The report for those who read no HTML: warning, scope, each figure with its verdict, origin."""
    lines = [_warned(warning)] if warning else []
    lines += [page.heading, page.scope, ""]
    lines += [_in_one_line(figure) for figure in page.figures] or ["The figures of this page are in the PDF."]
    return "\n".join([*lines, "", _origin(page)]) + "\n"


def as_html(page: ReportPage, drawing: Drawing, warning: str, source: Callable[[int, Picture], str]) -> str:
    """The report as HTML that fetches nothing; `source` says where a picture is found."""
    figures = "".join(_row(figure) for figure in page.figures)
    heads = "".join(f'<th scope="col" style="{_CELL}">{words}</th>' for words in _HEADINGS)
    table = f'<table style="border-collapse:collapse;font-size:14px"><tr>{heads}</tr>{figures}</table>'
    pictures = "".join(
        f'<p style="margin:18px 0"><img src="{source(place, picture)}" width="{picture.width}" '
        f'alt="{html.escape(picture.title)}" '
        'style="max-width:100%;height:auto;display:block"></p>'
        for place, picture in enumerate(drawing.pictures)
    )
    if drawing.is_cut:
        pictures += "<p>The page goes on: its PDF has all of it.</p>"
    warned = f'<p style="font-weight:600">{html.escape(_warned(warning))}</p>' if warning else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(page.heading)}</title></head>"
        f'<body style="{_FONT};color:#1b2733;background:#fff;max-width:1180px;margin:0 auto;padding:16px">'
        f'{warned}<h1 style="font-size:22px">{html.escape(page.heading)}</h1><p>{html.escape(page.scope)}</p>'
        f"{table if figures else ''}{pictures}"
        f'<p style="color:#5a6877;font-size:13px">{html.escape(_origin(page))}</p></body></html>'
    )


def as_html_file(page: ReportPage, drawing: Drawing, warning: str) -> bytes:
    """One file with everything in it."""
    return as_html(page, drawing, warning, lambda _, picture: _inline(picture.png)).encode()


def bad_news(request: ReportRequest, result: str, why: str) -> EmailMessage:
    """The mail that goes out in place of a report, or about one that did not reach everybody or is of old data."""
    said = f"Report {result}: {request.words}"
    return new_message(said, f"{said}.\n\n{why}\n")


def _warned(warning: str) -> str:
    return f"Mind: {warning}."


def _in_one_line(figure: KeyFigure) -> str:
    said = [f"{figure.label}: {figure.value}", figure.change, figure.verdict, figure.note]
    return "; ".join(part for part in said if part)


def _row(figure: KeyFigure) -> str:
    cells = (figure.value, figure.change, figure.verdict, figure.note)
    told = "".join(f'<td style="{_CELL}">{html.escape(cell)}</td>' for cell in cells)
    return f'<tr><th scope="row" style="{_CELL};font-weight:600">{html.escape(figure.label)}</th>{told}</tr>'


def _origin(page: ReportPage) -> str:
    return f"{page.as_of}, generation {page.generation}. Evenhand works every figure out anew for each report."


def _inline(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
