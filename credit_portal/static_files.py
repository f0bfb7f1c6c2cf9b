"""The static files that are served: no source maps, no manifest."""

import re
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The manifest storage rewrites the addresses of source maps and fails where such a file is missing.
SOURCE_MAP = re.compile("sourceMappingURL")


class ServedFilesConfig(StaticFilesConfig):
    """Leave out source maps."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.map"]


class HashedFilesStorage(CompressedManifestStaticFilesStorage):
    """Names with hashes, and compressed copies; the manifest stays outside of the folder that is served."""

    patterns = tuple(
        (extension, tuple(pattern for pattern in patterns if not SOURCE_MAP.search(str(pattern))))
        for extension, patterns in CompressedManifestStaticFilesStorage.patterns
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        beside = FileSystemStorage(location=settings.STATIC_ROOT.parent)
        super().__init__(*args, manifest_storage=beside, **kwargs)
