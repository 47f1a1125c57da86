"""The spec language: frozen models, one file a section, and how a document is read into them."""

from tfgen.spec.reading import Place, Reading, read
from tfgen.spec.top import Spec

__all__ = ["Place", "Reading", "Spec", "read"]
