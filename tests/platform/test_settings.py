"""Settings come from the environment and are refused loudly."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from huzhu.conf import environment, keys
from huzhu.conf.environment import Refused, read
from tests.platform.house import House


def test_without_any_variable_everything_has_a_default(tmp_path):
    here = read({"HUZHU_HOME": str(tmp_path)})
    assert here.database_url.name == str(tmp_path / "huzhu.sqlite3")
    assert here.hosts == ("localhost", "127.0.0.1")
    assert (here.language, here.time_zone, here.pin_length) == ("zh-hans", "Asia/Shanghai", 6)


@pytest.mark.parametrize(
    ("name", "good", "wrong"),
    [
        ("HUZHU_HOME", "/srv/huzhu", "srv/huzhu"),
        ("HUZHU_DATABASE_URL", "postgresql://a:b@db:5432/huzhu", "mysql://db/huzhu"),
        ("HUZHU_DATABASE_URL", "sqlite:////srv/huzhu.sqlite3", "sqlite:///huzhu.sqlite3"),
        ("HUZHU_DATABASE_URL", "postgresql:///huzhu?host=/run", "postgresql://db:x/huzhu"),
        ("HUZHU_ADDRESS", "https://huzhu.example", "huzhu.example"),
        ("HUZHU_LISTEN", "0.0.0.0:80", "80"),
        ("HUZHU_HOSTS", "huzhu.example, www.huzhu.example", "*"),
        ("HUZHU_PROXY", "1", "yes"),
        ("HUZHU_MAIL_URL", "smtp+tls://u:p@mail:587", "mail:587"),
        ("HUZHU_MAIL_FROM", "huzhu@huzhu.example", "huzhu"),
        ("HUZHU_MESSENGER", "factory.chat.Adapter", "factory chat"),
        ("HUZHU_TIME_ZONE", "Asia/Urumqi", "Peking"),
        ("HUZHU_LANGUAGE", "en", "fr"),
        ("HUZHU_PIN_LENGTH", "8", "3"),
        ("HUZHU_LOCKOUT_TRIES", "5", "many"),
        ("HUZHU_SESSION_HOURS", "8", "-1"),
        ("HUZHU_DEBUG", "0", "true"),
    ],
)
def test_a_wrong_value_is_refused_with_name_value_and_what_is_allowed(name, good, wrong):
    read({name: good})
    with pytest.raises(Refused) as refused:
        read({name: wrong})
    assert name in str(refused.value) and wrong in str(refused.value) and "allowed: " in str(refused.value)


def test_a_slip_in_a_name_is_refused_too():
    read({"HUZHU_PIN_LENGTH": "6", "OTHER": "x", "HUZHU_TEST_DATABASE_URL": "x"})
    with pytest.raises(Refused, match="HUZHU_PIN_LENTGH is not a setting"):
        read({"HUZHU_PIN_LENTGH": "6"})


def test_a_refused_address_does_not_print_its_password():
    with pytest.raises(Refused) as refused:
        read({"HUZHU_DATABASE_URL": "postgresql://app:geheim@db:x/huzhu"})
    assert "geheim" not in str(refused.value)
    assert "geheim" not in repr(read({"HUZHU_DATABASE_URL": "postgresql://app:geheim@db/huzhu"}))


def test_every_variable_is_explained():
    assert all(default and says for _, default, says in environment.variables())


def test_keys_are_made_once_and_closed_to_others(tmp_path):
    first = keys.load(tmp_path / "home")
    path = tmp_path / "home" / "keys.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.load(tmp_path / "home") == first
    assert len({first.django, first.seal, first.proof, first.pin}) == 4
    path.chmod(0o644)
    with pytest.raises(Refused, match="chmod 600"):
        keys.load(tmp_path / "home")


def test_damaged_keys_are_never_made_anew(tmp_path):
    keys.load(tmp_path)
    path = tmp_path / "keys.json"
    for damage in ("", "{}", json.dumps(dict.fromkeys(keys.NAMES, "AAAA")), "\x00"):
        path.write_text(damage)
        with pytest.raises(Refused, match="put back your copy"):
            keys.load(tmp_path)
        assert path.read_text() == damage


def test_processes_that_start_at_once_get_the_same_keys(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(keys.load, [tmp_path] * 16))
    assert all(one == made[0] for one in made)
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


LOOK = """
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, bool(s.SECURE_HSTS_SECONDS), s.SECURE_PROXY_SSL_HEADER, s.ALLOWED_HOSTS[0])
"""


def test_under_https_cookies_travel_only_sealed(tmp_path):
    house = House(tmp_path / "home")
    try:
        assert house.python(LOOK) == "False False False None localhost"
        behind = {"HUZHU_ADDRESS": "https://huzhu.example", "HUZHU_PROXY": "1"}
        assert house.python(LOOK, **behind) == "True True True ('HTTP_X_FORWARDED_PROTO', 'https') huzhu.example"
        assert house.python(LOOK, **{**behind, "HUZHU_PROXY": "0"}).split()[3] == "None"
    finally:
        house.tear_down()


ELSEWHERE = """
import importlib, os
from huzhu import settings
os.environ.pop("NUMBA_CACHE_DIR", None)
os.umask(0)
os.access = lambda *_: False
importlib.reload(settings)
print(oct((settings.HOME / "kernels").stat().st_mode), os.environ["NUMBA_CACHE_DIR"])
"""


def test_kernels_that_cannot_lie_beside_their_source_lie_where_nobody_else_writes(tmp_path):
    house = House(tmp_path / "home")
    try:
        assert house.python(ELSEWHERE) == f"0o40700 {tmp_path}/home/kernels"
    finally:
        house.tear_down()


def test_settings_hold_what_the_stack_was_measured_with():
    from django.conf import settings

    assert (
        "ATOMIC_REQUESTS" not in settings.DATABASES["default"] or not settings.DATABASES["default"]["ATOMIC_REQUESTS"]
    )
    assert settings.Q_CLUSTER["retry"] > settings.Q_CLUSTER["timeout"] and settings.Q_CLUSTER["save_limit"] == -1
    assert settings.PASSWORD_HASHERS[-2].endswith("Argon2PasswordHasher")
    assert not [app for app in settings.INSTALLED_APPS if app in ("django.contrib.admin", "django_htmx")]


ADDRESSES = """
import sys
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*(name for name in ("numba", "polars", "webauthn", "xlsxwriter") if name in sys.modules))
"""


def test_no_command_waits_for_a_library_that_few_of_its_pages_use(tmp_path):
    house = House(tmp_path / "home")
    try:
        assert house.python(ADDRESSES) == ""
    finally:
        house.tear_down()
