"""Every pair of tokens that carries words can be read: WCAG 4.5:1, and 7:1 for running text; 3:1 for what is drawn."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[3] / "src/tuilage/core/interface/static/frame/tuilage.css"
TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9A-Fa-f]{6})\b")

RUNNING = [("ink", ground) for ground in ("paper", "surface", "sunken", "slate-wash", "sage-wash", "amber-wash", "crimson-wash", "terracotta-wash")]  # fmt: skip
WORDS = [
    *[("ink-soft", ground) for ground in ("paper", "surface", "sunken", "slate-wash")],
    *[(word, "paper") for word in ("slate", "slate-strong", "terracotta", "sage", "crimson", "amber")],
    *[(word, "surface") for word in ("slate", "slate-strong", "terracotta", "crimson", "sage")],
    *[(word, f"{word}-wash") for word in ("slate", "terracotta", "sage", "amber", "crimson")],
    ("slate-strong", "slate-wash"),
    ("on-slate", "slate"),
    ("on-slate", "slate-strong"),
    ("on-crimson", "crimson"),
    ("on-crimson", "crimson-strong"),
    ("on-support", "support"),
    ("slate", "sunken"),
]
DRAWN = [("edge", "paper"), ("edge", "surface"), ("slate", "paper"), ("terracotta", "terracotta-wash"), ("crimson", "paper")]  # fmt: skip


def tokens(scheme: str) -> dict[str, str]:
    css = CSS.read_text(encoding="utf-8")
    light = dict(TOKEN.findall(css[: css.index("@media (prefers-color-scheme: dark)")]))
    dark = css[css.index("@media (prefers-color-scheme: dark)") : css.index("/* 2.")]
    return light if scheme == "light" else light | dict(TOKEN.findall(dark))


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("word", "ground", "least"),
    [(*pair, 7.0) for pair in RUNNING] + [(*pair, 4.5) for pair in WORDS] + [(*pair, 3.0) for pair in DRAWN],
)
def test_words_can_be_read_on_their_ground(scheme: str, word: str, ground: str, least: float) -> None:
    colours = tokens(scheme)
    assert contrast(colours[word], colours[ground]) >= least


def test_both_schemes_name_every_token() -> None:
    css = CSS.read_text(encoding="utf-8")
    dark = css[css.index("@media (prefers-color-scheme: dark)") : css.index("/* 2.")]
    light = css[css.index(":root") : css.index("@media (prefers-color-scheme: dark)")]
    assert set(dict(TOKEN.findall(dark))) == set(dict(TOKEN.findall(light)))
