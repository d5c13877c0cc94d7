"""`huzhu serve` is one parent of two kinds of process: it starts, ends and dies as one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.platform.house import House

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="processes are counted in /proc: Linux only"
)


@pytest.fixture
def house(house):
    """It listens on a free port, with one server process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house.more |= {"HUZHU_LISTEN": f"127.0.0.1:{port}", "HUZHU_WORKERS": "1"}
    return house


@pytest.fixture
def serving(house):
    """Start it, wait until it says its address; whatever lives afterwards is ended by its id."""
    started: list[subprocess.Popen[str]] = []
    seen: set[int] = set()

    def start():
        process = house.start("serve")
        started.append(process)
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Huzhu:"):
                break
        assert said and said[-1].startswith("Huzhu:"), "".join(said)
        until(lambda: len(family(process.pid)) >= 4)
        seen.update(family(process.pid))
        return process

    yield start
    for process in started:
        seen.update(family(process.pid))
        process.kill()
        process.wait()
        process.stdout.close()
    for pid in seen - {process.pid for process in started}:
        if is_ours(pid):
            os.kill(pid, signal.SIGKILL)


def family(pid: int) -> set[int]:
    """All descendants of a process."""
    try:
        children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return set()
    return {*children, *(grandchild for child in children for grandchild in family(child))}


def is_ours(pid: int) -> bool:
    """Is it alive, and still a process of Huzhu (not another one that got the number)?"""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return state != "Z" and (b"granian" in words or b"qcluster" in words or b"multiprocessing" in words)


def until(holds, seconds: float = 40):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def get(house: House, path: str):
    try:
        return urllib.request.urlopen(f"http://{house.more['HUZHU_LISTEN']}{path}", timeout=10)
    except urllib.error.HTTPError as answer:
        return answer


def test_it_answers_under_the_policy_and_ends_whole(house, serving):
    process = serving()
    answer = get(house, "/static/huzhu.css")
    assert answer.status == 200
    page = get(house, "/no-such-page")
    assert page.status == 404 and "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "cannot be used" in house.huzhu("serve", code=4)  # the port is taken
    pids = family(process.pid)
    process.terminate()
    assert process.wait(30) == 0
    until(lambda: not any(is_ours(pid) for pid in pids))


def test_killed_parent_leaves_nobody_behind_and_the_next_start_works(house, serving):
    process = serving()
    pids = family(process.pid)
    process.kill()
    process.wait()
    until(lambda: not any(is_ours(pid) for pid in pids))
    assert get_after_restart(house, serving) == 200


def get_after_restart(house: House, serving) -> int:
    serving()
    return get(house, "/static/huzhu.css").status


def test_work_killed_in_the_middle_is_taken_up_at_the_next_start(house, serving, tmp_path):
    notes = tmp_path / "notes"
    process = serving()
    house.python(f"from huzhu.base.jobs import enqueue; enqueue('tests.platform.slow.note', {str(notes)!r}, 3)")
    until(lambda: notes.exists() and "begun" in notes.read_text())
    for pid in [process.pid, *family(process.pid)]:
        os.kill(pid, signal.SIGKILL)
    process.wait()
    assert "done" not in notes.read_text()
    serving()
    until(lambda: notes.read_text() == "begun\nbegun\ndone\n")


def test_unmigrated_tables_are_refused(tmp_path):
    house = House(tmp_path / "empty")
    try:
        assert "huzhu migrate" in house.huzhu("serve", code=3)
        assert "PIN_LENGTH" in house.huzhu("serve", code=3, HUZHU_PIN_LENGTH="3")
    finally:
        house.tear_down()
