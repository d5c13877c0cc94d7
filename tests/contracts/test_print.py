"""The printed sheets: one page whatever stands on it, every word searchable, no sign lost, no markup run."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from huzhu.base.printing import FONTS, printable
from huzhu.rooms.contracts.print import (
    MissingCharacter,
    TooLong,
    Week,
    invitation_labels,
    labels,
    print_contract,
    print_invitation,
)
from tests.contracts.print_words import (
    DRAWN,
    ENGLISH,
    ENGLISH_INVITATION,
    INVITATION,
    LONG,
    ONE_TERM,
    ZH,
    ZH_INVITATION,
)


def run(tool: str, pdf: bytes, tmp_path: Path, *after: str) -> str:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    return subprocess.run([tool, str(path), *after], capture_output=True, text=True, check=True).stdout


def pages(pdf: bytes, tmp_path: Path) -> int:
    return int(run("pdfinfo", pdf, tmp_path).split("Pages:")[1].split()[0])


def text(pdf: bytes, tmp_path: Path) -> str:
    return run("pdftotext", pdf, tmp_path, "-")


def packed(pdf: bytes, tmp_path: Path) -> str:
    return "".join(text(pdf, tmp_path).split())


@pytest.mark.parametrize("sheet", [DRAWN, ONE_TERM, LONG], ids=["drawn", "one-term", "four-terms-eight-weeks"])
def test_a_contract_is_one_a4_page_with_its_last_line(sheet, tmp_path):
    pdf = print_contract(sheet, ZH)
    assert pages(pdf, tmp_path) == 1
    assert "(A4)" in run("pdfinfo", pdf, tmp_path)
    assert "纸上签字不改变它。" in packed(pdf, tmp_path)
    assert packed(pdf, tmp_path).count("测定员测") >= len(sheet.terms)


def test_every_text_of_the_contract_can_be_searched(tmp_path):
    found = packed(print_contract(DRAWN, ZH), tmp_path)
    wanted = [
        DRAWN.title,
        DRAWN.place,
        DRAWN.number,
        "表HZ-2",
        "第2版",
        "何桂英",
        "20325",
        "细纱挡车工",
        "不超过100秒",
        "看一落，记下走法",
        *DRAWN.keepers.split(),
    ]
    wanted += [DRAWN.fingerprint, DRAWN.code, DRAWN.clauses, "手机已签：2026年11月10日22:05"]
    assert [words for words in wanted if "".join(words.split()) not in found] == []


def test_the_english_sheet_is_english_and_says_who_has_not_signed(tmp_path):
    found = text(print_contract(ENGLISH), tmp_path)
    assert pages(print_contract(ENGLISH), tmp_path) == 1
    assert "Steps week by week" in found and "Not signed yet" in found and "by the assessor" in found
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in found)


def test_chinese_names_stand_on_an_english_sheet_and_four_can_sign(tmp_path):
    signatures = tuple(
        replace(ENGLISH.signatures[0], label=label, name=name)
        for label, name in zip("ABCD", ("朱镕", "陈堃", "王玥", "Zoë Łęcka"), strict=True)
    )
    pdf = print_contract(replace(ENGLISH, signatures=signatures))
    assert pages(pdf, tmp_path) == 1
    assert all(line.name in text(pdf, tmp_path) for line in signatures)


def test_empty_parts_are_left_out_and_the_sections_count_on(tmp_path):
    found = packed(
        print_contract(replace(DRAWN, weeks=(), keepers="", fingerprint="", clauses="", form=""), ZH), tmp_path
    )
    assert "三、双方的事" in found and "每周的进度" not in found and "正文指纹" not in found


@pytest.mark.parametrize(
    ("sheet", "part"),
    [
        (replace(DRAWN, duties=DRAWN.duties * 40), "duties"),
        (replace(DRAWN, weeks=tuple(Week(f"{i}", ("练" * 300, "练" * 300)) for i in range(20))), "weeks"),
        (replace(DRAWN, terms=tuple(replace(DRAWN.terms[0], measured="测" * 900) for _ in range(2))), "terms"),
        (replace(DRAWN, clauses="章程" * 5000), "foot"),
    ],
    ids=["duties", "weeks", "terms", "foot"],
)
def test_what_no_type_makes_fit_is_refused_and_named(sheet, part):
    assert print_contract(DRAWN, ZH).startswith(b"%PDF")
    with pytest.raises(TooLong) as refused:
        print_contract(sheet, ZH)
    assert refused.value.part == part


def test_a_week_without_a_cell_for_each_term_is_refused():
    with pytest.raises(ValueError, match="one cell per term"):
        print_contract(replace(DRAWN, weeks=(Week("11 月", ("只有一格",)),)), ZH)


def test_a_sign_no_font_has_is_named_before_printing(tmp_path):
    rare = (replace(DRAWN.parties[0], name="王\U00020bb7"), DRAWN.parties[1])
    with pytest.raises(MissingCharacter) as refused:
        print_contract(replace(DRAWN, parties=rare), ZH)
    assert refused.value.character == "\U00020bb7"
    assert "\U00020bb7" in str(refused.value) and "U+20BB7" in str(refused.value)
    fair = (replace(DRAWN.parties[0], name="王喆"), DRAWN.parties[1])
    assert "王喆" in text(print_contract(replace(DRAWN, parties=fair), ZH), tmp_path)


def test_markup_typed_by_users_stays_text(tmp_path):
    typed = r'#eval("1+1") *bold* $x^2$ \ #pagebreak() <b> `raw` @ref _a_ = b // c %(n)s'
    found = packed(print_contract(replace(DRAWN, duties=typed, place=typed), ZH), tmp_path)
    assert found.count("".join(typed.split())) == 2


def test_line_breaks_stay_and_invisible_signs_go(tmp_path):
    found = text(print_contract(replace(DRAWN, duties="甲：示范\r\n乙：\u202e提问\u200b"), ZH), tmp_path)
    assert "甲：示范\n乙：提问\n" in found


def test_a_long_run_without_spaces_breaks_inside_its_cell(tmp_path):
    run_on = "x" * 300
    pdf = print_contract(replace(DRAWN, terms=(replace(DRAWN.terms[0], technique=run_on), DRAWN.terms[1])), ZH)
    boxes = run("pdftotext", pdf, tmp_path, "-bbox", "-")
    rights = [
        float(line.split('xMax="')[1].split('"')[0]) for line in boxes.splitlines() if "<word" in line and "xxx" in line
    ]
    assert (
        max(rights) <= 595.28 - 45 and packed(pdf, tmp_path).replace("\u200b", "").count("x") >= 600
    )  # its own cell and the head of its steps


def test_the_same_sheet_gives_the_same_bytes_from_many_threads():
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: print_contract(DRAWN, ZH), range(8)))) == 1


@pytest.mark.parametrize(
    ("sheet", "words", "size"), [(INVITATION, ZH_INVITATION, "419.5"), (ENGLISH_INVITATION, None, "(A4)")]
)
def test_an_invitation_is_one_sheet_with_the_code_and_the_leader(sheet, words, size, tmp_path):
    pdf = print_invitation(sheet, words)
    assert pages(pdf, tmp_path) == 1 and size in run("pdfinfo", pdf, tmp_path)
    assert all(part in text(pdf, tmp_path) for part in (sheet.leader, sheet.address, sheet.code, sheet.group))


def test_an_invitation_too_long_or_unprintable_is_refused():
    with pytest.raises(TooLong):
        print_invitation(replace(INVITATION, group="组" * 5000), ZH_INVITATION)
    with pytest.raises(MissingCharacter):
        print_invitation(replace(INVITATION, leader="\U0001f600"), ZH_INVITATION)


def test_only_the_committed_fonts_are_embedded(tmp_path):
    fonts = {
        line.split()[0].split("+")[-1] for line in run("pdffonts", print_contract(DRAWN, ZH), tmp_path).splitlines()[2:]
    }
    assert fonts == {
        "NotoSerifSC-Regular",
        "NotoSerifSC-Bold",
        "BarlowSemiCondensed-Medium",
        "BarlowSemiCondensed-Bold",
    }


def test_the_list_holds_gb2312_and_the_names_beyond_it_and_licences_lie_beside_the_fonts():
    assert set("喆镕堃玥一龥甲乙℃≤→①ąŁé") - {"龥"} <= printable()
    assert {
        bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)
    } <= printable()
    assert all(
        "SIL OPEN FONT LICENSE" in (FONTS / name).read_text() for name in ("OFL-NotoSerifSC.txt", "OFL-Barlow.txt")
    )


def test_both_languages_have_every_label_and_each_keeps_its_placeholders():
    assert labels("zh_Hans").keys() == labels("en").keys() == ZH.keys()
    assert invitation_labels("zh_Hans").keys() == invitation_labels("en").keys() == ZH_INVITATION.keys()
    for english, chinese in ((labels("en"), ZH), (invitation_labels("en"), ZH_INVITATION)):
        assert all(("%(" in english[key]) == ("%(" in chinese[key]) for key in english)
