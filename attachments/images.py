"""Rebuilding an image from its pixels, so that nothing else of the file is kept: no place, device, author or comment.

Only the child process opens images (image_reader.py).
"""

import io
from pathlib import Path

from pi_heif import register_heif_opener
from PIL import Image, ImageOps

from attachments.faults import MOST_PIXELS, AttachmentError, Fault

FORMATS = ("JPEG", "PNG", "HEIF", "WEBP", "BMP")
REBUILT_AS = {".jpg": "JPEG", ".png": "PNG"}
JPEG_QUALITY = 90


def rebuild_image(path: Path, ending: str) -> bytes:
    """Return the image as a file with that ending, turned upright. Raises AttachmentError for too many pixels."""
    register_heif_opener(thumbnails=False)
    # The limit of the portal takes the place of Pillow's, which warns first.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise AttachmentError(Fault.TOO_MANY_PIXELS)
        upright = ImageOps.exif_transpose(image)
    if ending == ".jpg":
        upright = _on_white(upright)
    # What Pillow writes beside the pixels it takes from here.
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    stream = io.BytesIO()
    upright.save(stream, REBUILT_AS[ending], quality=JPEG_QUALITY)
    return stream.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Return the image as JPEG stores it: without transparency."""
    if not image.has_transparency_data:
        return image if image.mode in ("RGB", "L") else image.convert("RGB")
    opaque = image.convert("RGBA")
    ground = Image.new("RGBA", opaque.size, "white")
    return Image.alpha_composite(ground, opaque).convert("RGB")
