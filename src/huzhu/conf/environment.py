"""Every setting that an installation may change, read from the environment and refused loudly when wrong."""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "HUZHU_"
ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("zh-hans", "en")


class Refused(ImproperlyConfigured):
    """A setting is wrong: the message names the variable, its value and what is allowed."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where the data lie. `engine` is 'sqlite' or 'postgresql'; `name` is a path or a database name."""

    engine: str
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """How e-mail leaves. `scheme` is 'smtp', 'smtps', 'smtp+tls', 'file' or 'none'."""

    scheme: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = ""


def default_home() -> Path:
    """./var in a checkout, else ~/.local/share/huzhu."""
    if (ROOT / "pyproject.toml").is_file() and (ROOT / "src" / "huzhu").is_dir():
        return ROOT / "var"
    return Path.home() / ".local" / "share" / "huzhu"


def _home(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_absolute():
        raise ValueError("an absolute path of a folder")
    if path.exists() and not path.is_dir():
        raise ValueError("a folder, and this is a file")
    return path


def _database(text: str) -> Database:
    allowed = "sqlite:////absolute/path.sqlite3 or postgresql://user:password@host:port/name?sslmode=require"
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise ValueError(allowed) from None
    if url.scheme == "sqlite":
        path = unquote(url.path)[1:]
        if url.netloc or url.query or not path.startswith("/"):
            raise ValueError(allowed)
        return Database("sqlite", path)
    if url.scheme in ("postgresql", "postgres"):
        name = unquote(url.path.lstrip("/"))
        if not name or "/" in name:
            raise ValueError(allowed)
        return Database(
            "postgresql",
            name,
            unquote(url.username or ""),
            unquote(url.password or ""),
            unquote(url.hostname or ""),
            str(port or ""),
            tuple(parse_qsl(url.query)),
        )
    raise ValueError(allowed)


def _address(text: str) -> str:
    url = urlsplit(text)
    if (
        url.scheme not in ("http", "https")
        or not url.hostname
        or url.path not in ("", "/")
        or url.query
        or url.username
    ):
        raise ValueError("http://host:port or https://host, without a path")
    return text.rstrip("/")


def _listen(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError("host:port, for example 127.0.0.1:8000")
    return text


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(part.strip() for part in text.split(",") if part.strip())
    if not hosts or any("/" in host or " " in host or host == "*" for host in hosts):
        raise ValueError("host names with commas between, without http:// and without *")
    return hosts


def _mail(text: str) -> Mail:
    allowed = "none, file:///folder, smtp://user:password@host:port, smtp+tls://… or smtps://…"
    if text == "none":
        return Mail("none")
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise ValueError(allowed) from None
    if url.scheme == "file" and url.path.startswith("/") and not url.netloc:
        return Mail("file", folder=unquote(url.path))
    if url.scheme in ("smtp", "smtps", "smtp+tls") and url.hostname:
        usual = {"smtp": 25, "smtps": 465, "smtp+tls": 587}[url.scheme]
        user, password = unquote(url.username or ""), unquote(url.password or "")
        return Mail(url.scheme, url.hostname, port or usual, user, password)
    raise ValueError(allowed)


def _time_zone(text: str) -> str:
    if text not in zoneinfo.available_timezones():
        raise ValueError("a name of the time zone database, for example Asia/Shanghai")
    return text


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(" or ".join(LANGUAGES))
    return text


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("0 or 1")
    return text == "1"


def _word(text: str) -> str:
    if "@" not in text or " " in text:
        raise ValueError("an e-mail address")
    return text


def _dotted(text: str) -> str:
    if text == "none":
        return ""
    if "." not in text or not all(part.isidentifier() for part in text.split(".")):
        raise ValueError("none, or package.module.Class")
    return text


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return parse


def _setting(parse: Callable[[str], Any], default: str | None, says: str) -> Any:
    return field(metadata={"parse": parse, "default": default, "says": says})


@dataclass(frozen=True, slots=True)
class Environment:
    """One field per variable: HUZHU_ and the field's name in capitals."""

    home: Path = _setting(_home, None, "data folder")
    database_url: Database = _setting(_database, None, "where the data lie; SQLite in the data folder by default")
    address: str = _setting(
        _address, "http://localhost:8000", "address that people type; stands in QR codes and messages"
    )
    listen: str = _setting(_listen, "127.0.0.1:8000", "host and port the server listens on")
    hosts: tuple[str, ...] = _setting(
        _hosts, None, "host names answered to; that of the address and this machine by default"
    )
    proxy: bool = _setting(_flag, "0", "1: a proxy in front ends TLS and sets X-Forwarded-Proto itself")
    mail_url: Mail = _setting(_mail, "none", "how e-mail leaves")
    mail_from: str = _setting(_word, "huzhu@localhost", "sender of e-mail")
    messenger: str = _setting(_dotted, "none", "adapter for the company's messenger (package.module.Class)")
    time_zone: str = _setting(_time_zone, "Asia/Shanghai", "time zone of a factory that sets none")
    language: str = _setting(_language, "zh-hans", "language where a browser asks for none")
    workers: int = _setting(_number(1, 64), "2", "server processes")
    threads: int = _setting(_number(0, 256), "0", "most threads of one comparison of introductions; 0: one per core")
    pin_length: int = _setting(_number(4, 12), "6", "least digits of a PIN")
    password_length: int = _setting(_number(8, 64), "10", "least characters of a password")
    lockout_tries: int = _setting(_number(3, 20), "5", "wrong tries before a lock")
    lockout_minutes: int = _setting(_number(1, 1440), "15", "minutes a lock lasts")
    session_hours: int = _setting(_number(1, 720), "12", "hours until a sign-in ends")
    tablet_seconds: int = _setting(_number(15, 3600), "60", "seconds of rest until a shared tablet signs off")
    debug: bool = _setting(
        _flag, "0", "1: show errors with their source in the browser; never where others can reach it"
    )


def variables() -> list[tuple[str, str, str]]:
    """Name, default and meaning of each variable, as `huzhu --help` and the guide print them."""
    computed = {"home": str(default_home()), "database_url": "sqlite:///HOME/huzhu.sqlite3", "hosts": "localhost"}
    return [
        (PREFIX + f.name.upper(), f.metadata["default"] or computed[f.name], f.metadata["says"])
        for f in fields(Environment)
    ]


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read and judge all variables; an unknown one that begins with HUZHU_ is refused too, since it is a slip.

    Raises Refused. HUZHU_TEST_… belongs to the tests and is passed over.
    """
    known = {PREFIX + f.name.upper() for f in fields(Environment)}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known and not name.startswith(PREFIX + "TEST_"):
            raise Refused(f"{name} is not a setting of Huzhu; allowed are {', '.join(sorted(known))}")
    values: dict[str, Any] = {}
    for f in fields(Environment):
        name = PREFIX + f.name.upper()
        text = environ.get(name, "").strip() or f.metadata["default"] or _computed(f.name, values)
        try:
            values[f.name] = f.metadata["parse"](text)
        except ValueError as error:
            raise Refused(f"{name}={_without_password(text)!r} is refused; allowed: {error}") from None
    return Environment(**values)


def _computed(name: str, values: Mapping[str, Any]) -> str:
    if name == "home":
        return str(default_home())
    if name == "database_url":
        return f"sqlite:///{values['home'] / 'huzhu.sqlite3'}"
    return ",".join(dict.fromkeys([urlsplit(values["address"]).hostname or "localhost", "localhost", "127.0.0.1"]))


def _without_password(text: str) -> str:
    """A refused address is shown without what stands before its @."""
    scheme, sep, rest = text.partition("://")
    return f"{scheme}://…@{rest.rpartition('@')[2]}" if sep and "@" in rest else text
