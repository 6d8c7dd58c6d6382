#!/usr/bin/env python3
"""Make the Simplified Chinese subset font that Packetboat bundles.

The source is the Simplified Chinese face of Noto Sans CJK (SIL Open Font
License 1.1), for example NotoSansCJK-Regular.ttc from Debian's package
fonts-noto-cjk. The result holds:

  * every character outside ASCII that occurs in the Chinese translations
    (i18n/zh-CN/*.ftl, or the files and folders given with --text),
  * the usual CJK punctuation and the full-width forms of ASCII,
  * with --gb2312-level1, the 3,755 characters of GB 2312 level 1, the
    everyday ones, so that most Chinese file names are readable too,
  * with --ascii, the printable ASCII characters.

Hints, vertical writing and the layout features for other languages are left
out. The family is renamed to "Packetboat Sans SC": a modified version of the
font does not carry the original's name.

Needs Python 3.9 or later and fonttools (`pip install fonttools`).

    make-cjk.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc \\
        assets/fonts/PacketboatSansSC-Regular.otf --gb2312-level1

The same source and translations give the same bytes each time (with the same
version of fonttools). Characters that the source lacks are listed on stderr.
"""

import argparse
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Packetboat Sans SC"
POSTSCRIPT_FAMILY = "PacketboatSansSC"
DEFAULT_TEXT = Path(__file__).resolve().parents[2] / "i18n" / "zh-CN"

# Punctuation that Chinese text takes from outside the CJK blocks.
GENERAL_PUNCTUATION = "\u00b7\u2014\u2018\u2019\u201c\u201d\u2026"


def gb2312_level1() -> set[str]:
    """The 3,755 characters of GB 2312 rows 16 to 55."""
    chars = set()
    for row in range(16, 56):
        for cell in range(1, 95):
            try:
                chars.add(bytes((row + 0xA0, cell + 0xA0)).decode("gb2312"))
            except UnicodeDecodeError:
                pass  # the last five cells of row 55 are empty
    return chars


def cjk_punctuation() -> set[str]:
    chars = set(GENERAL_PUNCTUATION)
    chars.update(map(chr, range(0x3000, 0x3020)))  # CJK symbols and punctuation
    chars.update(map(chr, range(0xFF01, 0xFF5F)))  # full-width ASCII
    chars.add("\uffe5")  # full-width yen sign
    return chars


def characters_of(paths: list[Path]) -> set[str]:
    """The characters outside ASCII in the .ftl files at or under `paths`."""
    chars = set()
    for path in paths:
        files = sorted(path.rglob("*.ftl")) if path.is_dir() else [path]
        for file in files:
            chars.update(file.read_text(encoding="utf-8-sig"))
    return {c for c in chars if ord(c) > 0x7F}


def open_simplified_chinese(source: Path) -> TTFont:
    """The Simplified Chinese face of a collection, or a single font as it is."""
    with source.open("rb") as stream:
        is_collection = stream.read(4) == b"ttcf"
    if not is_collection:
        return TTFont(source, recalcTimestamp=False)
    with TTCollection(source, lazy=True) as collection:
        for number, font in enumerate(collection.fonts):
            family = font["name"].getDebugName(16) or font["name"].getDebugName(1) or ""
            if "Mono" not in family and family.endswith(" SC"):
                return TTFont(source, fontNumber=number, recalcTimestamp=False)
    raise SystemExit(f"{source}: no Simplified Chinese face in this collection")


def rename(font: TTFont) -> None:
    """Give the font its new names; the notices of the original stay."""
    names = font["name"]
    version = names.getDebugName(5) or "Version 1"
    keep = {0, 7, 8, 9, 10, 11, 12, 13, 14}
    names.names = [
        record
        for record in names.names
        if record.nameID in keep and record.platformID == 3 and record.langID == 0x409
    ]
    for name_id, value in (
        (1, FAMILY),
        (2, "Regular"),
        (3, f"{version};{POSTSCRIPT_FAMILY}-Regular"),
        (4, f"{FAMILY} Regular"),
        (5, f"{version}; subset for Packetboat"),
        (6, f"{POSTSCRIPT_FAMILY}-Regular"),
    ):
        names.setName(value, name_id, 3, 1, 0x409)
    names.names.sort()
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [f"{POSTSCRIPT_FAMILY}-Regular"]
        top = cff.topDictIndex[0]
        top.FullName = f"{FAMILY} Regular"
        top.FamilyName = FAMILY
        for part in getattr(top, "FDArray", ()):
            suffix = getattr(part, "FontName", "").rpartition("-")[2]
            part.FontName = f"{POSTSCRIPT_FAMILY}-Regular-{suffix}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Make the Simplified Chinese subset font that Packetboat bundles."
    )
    parser.add_argument("source", type=Path, help="NotoSansCJK-Regular.ttc, or an .otf of its SC face")
    parser.add_argument("output", type=Path, help="the font to write, for example PacketboatSansSC-Regular.otf")
    parser.add_argument(
        "--text",
        type=Path,
        action="append",
        metavar="PATH",
        help="an .ftl file or a folder of them (may be given again; default: i18n/zh-CN)",
    )
    parser.add_argument("--gb2312-level1", action="store_true", help="add the 3,755 characters of GB 2312 level 1")
    parser.add_argument("--ascii", action="store_true", help="add the printable ASCII characters")
    args = parser.parse_args()

    paths = args.text
    if paths is None:
        paths = [DEFAULT_TEXT] if DEFAULT_TEXT.is_dir() else []
    translated = characters_of(paths)
    wanted = translated | cjk_punctuation() | {" "}
    if args.gb2312_level1:
        wanted |= gb2312_level1()
    if args.ascii:
        wanted |= set(map(chr, range(0x20, 0x7F)))

    font = open_simplified_chinese(args.source)
    missing = sorted(wanted - set(map(chr, font.getBestCmap())))
    if missing:
        print("not in the source font:", " ".join(f"U+{ord(c):04X}" for c in missing), file=sys.stderr)

    options = subset.Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.layout_features = ["ccmp", "mark", "mkmk"]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG"]
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in wanted])
    subsetter.subset(font)
    rename(font)
    font.save(args.output)
    print(
        f"{args.output}: {args.output.stat().st_size:,} bytes, "
        f"{len(font.getBestCmap()):,} characters ({len(translated):,} from the translations)"
    )


if __name__ == "__main__":
    main()
