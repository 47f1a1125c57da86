"""The spec language: frozen models, one file a section, and how a document is read into them."""

from tfgen.language.places import Place
from tfgen.language.reading import Reading, read
from tfgen.language.top import Spec

__all__ = ["Place", "Reading", "Spec", "read"]
