"""Films: told from other files, looked at and copied clean by FFmpeg, in a process of its own with a time limit.

No code path decodes a picture in this process, and nothing of it runs inside a transaction.
"""

from __future__ import annotations

import re
import secrets
import subprocess  # nosec B404
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from imageio_ffmpeg import get_ffmpeg_exe

MOST_BYTES = 50 * 1024 * 1024
HEAD = 64
"""Bytes from which a file is told."""
MP4_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV")
DEMUXER = {"mp4": "mov", "webm": "matroska"}
PICTURE = {"mp4": ("h264",), "webm": ("vp8", "vp9", "av1")}
SOUND = {"mp4": ("aac", "mp3"), "webm": ("opus", "vorbis")}
LOOK_SECONDS, COPY_SECONDS = 20, 120

TROUBLES: dict[str, Promise] = {
    "kind": _("This is no MP4 and no WebM film. In the phone's camera choose: Camera settings → Format → Most compatible / H.264, and film once more."),
    "mov": _("This is a MOV film, which most phones here can't play. Choose Camera settings → Format → Most compatible / H.264, and share it as MP4."),
    "codec": _("Its picture is in another format than H.264 (HEVC, for instance), which most phones here can't play. Choose Camera settings → Format → Most compatible / H.264, and film once more."),
    "broken": _("The film can't be read; it may have been cut off on its way. Send it once more."),
    "large": _("The film is larger than 50 MB. Film a shorter piece, or choose a lower resolution in the camera."),
}  # fmt: skip
"""Why a film is not kept, and what to change."""


class Unfit(Exception):
    """A film that is not kept; `code` of TROUBLES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Film:
    """A clean copy: `name` in the folder, its size and length."""

    name: str
    bytes: int
    seconds: float


def container_of(head: bytes) -> str:
    """'mp4' or 'webm' by a file's first bytes, whatever its name says; raises Unfit."""
    if head[4:8] == b"ftyp":
        if head[8:12] == b"qt  ":
            raise Unfit("mov")
        if head[8:12] in MP4_BRANDS:
            return "mp4"
    if head[:4] == b"\x1aE\xdf\xa3" and b"webm" in head:
        return "webm"
    raise Unfit("mov" if head[4:8] in (b"moov", b"wide", b"mdat") else "kind")


def folder() -> Path:
    """Where clips lie: below the home, with its files, in every backup and never among what is served as static."""
    place = Path(settings.MEDIA_ROOT) / "clips"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def keep(chunks: Iterable[bytes], container: str) -> str:
    """Write what was sent under a random name; returns the name."""
    name = f"{secrets.token_hex(14)}.{container}"
    with (folder() / name).open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
    return name


def remove(name: str) -> None:
    if name:
        (folder() / name).unlink(missing_ok=True)


def cleaned(name: str) -> Film:
    """Copy picture and sound of a film, and nothing else of it, to a new random name; raises Unfit.

    Places, times, device names, covers, chapters and further tracks stay behind; SEI of H.264, in which some cameras
    write where they are, too.
    """
    source, container = folder() / name, name.rpartition(".")[2]
    try:
        with source.open("rb") as file:
            if container_of(file.read(HEAD)) != container:
                raise Unfit("kind")
    except FileNotFoundError:
        raise Unfit("broken") from None
    said = _run("-f", DEMUXER[container], "-i", str(source), seconds=LOOK_SECONDS)
    if _first("Video", said) not in PICTURE[container]:
        raise Unfit("codec" if _first("Video", said) else "broken")
    target = source.with_name(f"{secrets.token_hex(14)}.{container}")
    sound = ("-map", "0:a:0") if _first("Audio", said) in SOUND[container] else ()
    sei = ("-bsf:v", "filter_units=remove_types=6") if container == "mp4" else ()
    done = _run(
        "-f", DEMUXER[container], "-i", str(source), "-map", "0:v:0", *sound, "-map_metadata", "-1", "-map_chapters", "-1",
        "-c", "copy", *sei, "-fflags", "+bitexact", "-flags", "+bitexact", "-movflags", "+faststart",
        "-fs", str(MOST_BYTES), "-f", container, str(target), seconds=COPY_SECONDS,
    )  # fmt: skip
    if not target.is_file() or not target.stat().st_size:
        target.unlink(missing_ok=True)
        raise Unfit("broken")
    length = re.findall(r"time=(\d+):(\d+):(\d+\.\d+)", done)
    hours, minutes, rest = length[-1] if length else ("0", "0", "0")
    return Film(target.name, target.stat().st_size, int(hours) * 3600 + int(minutes) * 60 + float(rest))


def _first(kind: str, said: str) -> str:
    """The codec of the first track of a kind, as FFmpeg names it; '' if there is none."""
    found = re.search(rf"Stream #0:\d+.*?: {kind}: (\w+)", said)
    return found[1] if found else ""


def _run(*arguments: str, seconds: int) -> str:
    """What FFmpeg says; it opens nothing but files, so that a film can't lead it elsewhere."""
    command = [get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-protocol_whitelist", "file", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # nosec B603
    except subprocess.TimeoutExpired:
        raise Unfit("broken") from None
    return done.stderr.decode(errors="replace")
