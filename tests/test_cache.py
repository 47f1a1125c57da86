"""The cache folder is the user's alone, or it is not used; what is damaged in it is made again."""

from __future__ import annotations

import datetime
import functools
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tfgen import render as rendering
from tfgen.pipeline import check
from tfgen.plan import plan
from tfgen.render import known, render
from tfgen.render.templates import environment
from tfgen.system.cache import cache_folder, keep, load
from tfgen.tree import Plan, RenderedFile

ROOT = Path(__file__).parent.parent


@pytest.mark.skipif(os.name == "nt", reason="owner and mode are those of POSIX")
class TestCacheFolder:
    @pytest.fixture(autouse=True)
    def _home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def test_it_is_made_for_its_owner_alone(self, tmp_path: Path) -> None:
        assert tmp_path / "tfgen" == cache_folder()
        assert 0o700 == (tmp_path / "tfgen").stat().st_mode & 0o777

    @pytest.mark.parametrize("mode", [0o770, 0o707, 0o755, 0o701])
    def test_it_is_not_used_when_others_may_enter(self, tmp_path: Path, mode: int) -> None:
        (tmp_path / "tfgen").mkdir()
        (tmp_path / "tfgen").chmod(mode)

        assert cache_folder() is None

    def test_a_link_is_not_used(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        (tmp_path / "tfgen").symlink_to(tmp_path / "elsewhere")

        assert cache_folder() is None

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away"
    )
    def test_a_folder_of_somebody_else_is_not_used(self, tmp_path: Path) -> None:
        (tmp_path / "tfgen").mkdir(mode=0o700)
        os.chown(tmp_path / "tfgen", 12345, -1)

        assert cache_folder() is None

    @pytest.mark.parametrize("base", ["file", "file/below", "loop", "/dev/null", "/proc/none"])
    def test_where_none_can_be_made_there_is_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str
    ) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "loop").symlink_to("loop")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / base))

        assert cache_folder() is None

    def test_without_a_home_there_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("XDG_CACHE_HOME")
        monkeypatch.delenv("HOME")
        pwd = pytest.importorskip("pwd")

        def nobody(user: int) -> None:
            raise KeyError(user)

        monkeypatch.setattr(pwd, "getpwuid", nobody)
        assert cache_folder() is None

    def test_a_relative_path_is_ignored(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", "relative")
        monkeypatch.setenv("HOME", str(tmp_path))

        assert tmp_path / ".cache" / "tfgen" == cache_folder()


def flipped(content: bytes, position: float) -> bytes:
    """Flip one bit, and which one differs from place to place."""
    place = int(position * len(content))
    return content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :]


def cut(content: bytes, position: float) -> bytes:
    return content[: int(position * len(content))]


def grown(content: bytes, position: float) -> bytes:
    return content + cut(content, position) + b"x"


POSITIONS = [
    (number / 40) ** 3 for number in range(40)
]  # most of them in the head, which is read apart
damages = pytest.mark.parametrize("damage", [flipped, cut, grown])


@damages
def test_a_file_that_is_not_as_it_was_kept_is_not_loaded(
    tmp_path: Path, damage: Callable[[bytes, float], bytes]
) -> None:
    path = tmp_path / "kept"
    keep(path, b"some content")
    assert b"some content" == load(path)
    content = path.read_bytes()

    for position in POSITIONS:
        path.write_bytes(damage(content, position))
        assert None is load(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices are those of POSIX")
def test_what_is_no_file_is_not_loaded(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()

    assert [None] * 4 == [load(path) for path in tmp_path.iterdir()]


def test_what_cannot_be_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder/in the way").mkdir(parents=True)

    keep(tmp_path / "folder", b"x")
    keep(tmp_path / "nowhere/file", b"x")

    assert ["folder"] == [path.name for path in tmp_path.iterdir()]
    assert None is load(tmp_path / "folder")


def forget() -> None:
    """Forget what a process keeps of templates."""
    environment.cache_clear()
    rendering._module.cache_clear()


@functools.cache
def planned() -> Plan:
    path = ROOT / "specs/minimal.yaml"
    return plan(check(path, datetime.date(2026, 1, 1)).cluster, path.name)


class TestCompiledTemplates:
    @pytest.fixture(autouse=True)
    def _home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        monkeypatch.setattr(known, "_folder", lambda: None)  # they would need no template
        yield
        forget()

    def rendered(self) -> tuple[RenderedFile, ...]:
        """Render as a new process does."""
        forget()
        return render(planned())

    def kept(self, folder: Path) -> dict[Path, bytes]:
        found = {path: path.read_bytes() for path in (folder / "tfgen").iterdir()}
        assert len(found) > 5
        return found

    @damages
    @pytest.mark.slow
    def test_a_damaged_one_is_compiled_again(
        self, tmp_path: Path, damage: Callable[[bytes, float], bytes]
    ) -> None:
        sound = self.rendered()
        kept = self.kept(tmp_path)

        for position in POSITIONS[::2]:
            for path, content in kept.items():
                path.write_bytes(damage(content, position))
            assert sound == self.rendered()
            assert kept == self.kept(tmp_path)

    def test_one_that_is_in_another_place_is_compiled_again(self, tmp_path: Path) -> None:
        sound = self.rendered()
        kept = self.kept(tmp_path)
        for path, content in zip(kept, reversed(kept.values()), strict=True):
            path.write_bytes(content)

        assert sound == self.rendered()

    def test_one_of_another_tfgen_is_compiled_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.rendered()
        kept = self.kept(tmp_path)
        monkeypatch.setattr("tfgen.render.compiled._compilers", lambda: b"another")
        self.rendered()

        assert set(kept) == set(self.kept(tmp_path))
        assert set() == set(kept.values()) & set(self.kept(tmp_path).values())

    def test_a_sound_one_is_used(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        sound = self.rendered()
        monkeypatch.setattr("jinja2.Environment.compile", None)

        assert sound == self.rendered()


class TestTexts:
    @pytest.fixture(autouse=True)
    def _room(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setattr(known, "_folder", lambda: tmp_path)
        yield
        forget()

    def rendered(self, plan: Plan | None = None) -> tuple[RenderedFile, ...]:
        """Render as a new process does."""
        forget()
        return render(plan or planned())

    def test_known_ones_need_no_template(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first = self.rendered()
        monkeypatch.setattr("tfgen.render._text", None)

        assert first == self.rendered()

    def test_another_value_makes_other_texts(self) -> None:
        first, plan = self.rendered(), planned()
        other = replace(plan, root=replace(plan.root, cluster_name="another"))

        assert first != self.rendered(other)
        assert first == self.rendered()

    def test_another_tfgen_renders_anew(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rendered()
        monkeypatch.setattr(known, "first_stamp", lambda: "another")
        monkeypatch.setattr("tfgen.render.HEADER", "# Another header.")

        assert any("# Another header." in file.text for file in self.rendered())

    @damages
    def test_a_damaged_one_is_rendered_again(
        self, tmp_path: Path, damage: Callable[[bytes, float], bytes]
    ) -> None:
        first = self.rendered()
        kept = {path: path.read_bytes() for path in tmp_path.iterdir()}
        assert len(kept) > 5
        for position in POSITIONS[::8]:
            for path, content in kept.items():
                path.write_bytes(damage(content, position))
            assert first == self.rendered()
            assert kept == {path: path.read_bytes() for path in tmp_path.iterdir()}
