"""Whatever a picture file claims, it is used or named, and never takes more memory than a small machine has."""

from __future__ import annotations

import subprocess
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image

from plugins.images.derivatives import Loader, Treatment, make_derivatives, make_sizes
from plugins.images.pictures import PictureError, read_picture

PROJECT = Path(__file__).resolve().parents[3]
CORPUS = PROJECT.parent / "shared" / "corpus"
MOST_MEGABYTES = 600
TREATMENT = Treatment(is_drawing=True, paper="auto", has_dark=True)

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="only Linux tells how much was held")


def use(paths: Iterable[Path]) -> None:
    """Make of each picture all that a site may need."""
    for path in paths:
        try:
            read_picture(path)
            loader = Loader()
            make_derivatives(path, TREATMENT, loader=loader)
            make_sizes(path, TREATMENT, loader=loader)
        except PictureError as error:
            assert path.name in str(error)  # noqa: PT017 (either way is right)


def peak_megabytes() -> int:
    """The most memory this process ever held; what `getrusage` says includes the process that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def measure(path: Path) -> int:
    """The most memory that another process held while it used the pictures at *path*."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.unit.images.test_memory", str(path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of awkward pictures is not here")
@pytest.mark.parametrize("folder", ["img-pillow", "img-exif-orientation"])
def test_awkward_pictures_take_little_memory(folder: str) -> None:
    assert measure(CORPUS / folder) <= MOST_MEGABYTES


def claim(size: tuple[int, int]) -> bytes:
    """A PNG whose header tells of *size* pixels, and that holds nearly nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + bytes([8, 6, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (6300, 6300), (2_000_000_000, 2)])
def test_what_a_header_claims_takes_no_memory_that_is_not_there(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "claim.png").write_bytes(claim(size))
    assert measure(tmp_path) <= MOST_MEGABYTES


@pytest.mark.parametrize("size", [(6300, 6300), (1400, 28_000)], ids=["square", "long"])
def test_the_largest_pictures_that_are_read_fit_into_memory(tmp_path: Path, size: tuple[int, int]) -> None:
    ramp = Image.linear_gradient("L").resize(size)
    ramp.convert("P").save(tmp_path / "palette.png", transparency=3, compress_level=1)
    assert measure(tmp_path) <= MOST_MEGABYTES


@pytest.mark.parametrize("size", [(1, 40_000), (40_000, 1)], ids=["high", "wide"])
def test_a_picture_longer_than_a_format_allows_is_made_shorter(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size, "red").save(tmp_path / "thin.png")
    files = make_sizes(tmp_path / "thin.png", TREATMENT).files
    assert files
    assert all(max(file.width_px, file.height_px) <= 16_383 for file in files)


if __name__ == "__main__":
    use(path for path in sorted(Path(sys.argv[1]).rglob("*")) if path.is_file())
    sys.stdout.write(str(peak_megabytes()))
