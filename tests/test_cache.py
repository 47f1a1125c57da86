"""The cache folder is the user's alone, or it is not used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tfgen.cache import cache_folder


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

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
    def test_a_folder_of_somebody_else_is_not_used(self, tmp_path: Path) -> None:
        (tmp_path / "tfgen").mkdir(mode=0o700)
        os.chown(tmp_path / "tfgen", 12345, -1)

        assert cache_folder() is None

    def test_a_relative_path_is_ignored(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", "relative")
        monkeypatch.setenv("HOME", str(tmp_path))

        assert tmp_path / ".cache" / "tfgen" == cache_folder()
