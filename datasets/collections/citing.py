"""A collection for machines and for a list of references: JSON-LD, BibTeX and a sentence.

Only what is published is cited: a test may still change. The description is what a person typed and may hold anything;
JSON and BibTeX carry it unharmed.
Sources: schema.org Dataset; the Croissant format 1.0 (docs.mlcommons.org/croissant), whose context this is.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.conf import settings
from django.urls import reverse

from datasets.catalogue.links import search
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection, CollectionMember
from datasets.collections.queries import Summary, summary
from portal.listing.versions import remembered, versions

CROISSANT = "http://mlcommons.org/croissant/1.0"
_TERMS = (
    *(
        "citeAs",
        "column",
        "equivalentProperty",
        "extract",
        "field",
        "fileProperty",
        "fileObject",
        "fileSet",
        "format",
        "includes",
    ),
    *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated"),
    *("replace", "samplingRate", "separator", "source", "subField", "transform"),
)
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    **{name: f"cr:{name}" for name in _TERMS},
}
_LIST = "paths"
"""The id of the file with the paths, inside the document."""
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def address(collection: Collection) -> str:
    """Where its page is, as others write it down."""
    return f"{settings.BASE_URL}{collection.get_absolute_url()}"


def metadata(collection: Collection) -> dict[str, Any]:
    """The collection as schema.org Dataset, and once it is published as Croissant; docs/metadata.md says how far.

    Croissant asks for a licence. Where the site has named none we do not invent one: the terms of access stand there.
    """
    url, members = address(collection), summary(collection)
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "@id": url,
        "name": str(collection),
        "description": collection.description or f"The datasets of the collection {collection.path}.",
        "url": url,
        "identifier": collection.path,
        "version": str(collection.version or 1),
        "creativeWorkStatus": collection.get_state_display(),
        "creator": {"@type": "sc:Organization", "name": settings.COLLABORATION},
        "publisher": {"@type": "sc:Organization", "name": settings.SITE_NAME, "url": settings.BASE_URL},
        "isAccessibleForFree": False,
        "conditionsOfAccess": f"For members of the {settings.COLLABORATION}.",
        "keywords": [word for word in _keywords(collection) if word],
        "variableMeasured": _measured(collection),
        "isLiveDataset": collection.state == CollectionState.TEST,
    }
    if collection.published_on is not None:
        made |= {"datePublished": collection.published_on.isoformat(), "citeAs": bibtex(collection)}
        made |= _resources(collection, members) | {"conformsTo": CROISSANT}
    none = f"No public licence: for members of the {settings.COLLABORATION}."
    made["license"] = settings.PORTAL_DATA_LICENSE or {"@type": "sc:CreativeWork", "name": none}
    if collection.superseded_by is not None:
        made["dct:isReplacedBy"] = {"@id": address(collection.superseded_by)}
    replaced = collection.supersedes.order_by("path")
    if replaced:
        made["dct:replaces"] = [{"@id": address(row)} for row in replaced]
    return made


def _keywords(collection: Collection) -> tuple[str, ...]:
    return (
        *(collection.campaign, collection.event_type, collection.energy, collection.data_level),
        *(collection.general_skim, collection.skim_code),
    )


def _measured(collection: Collection) -> list[dict[str, Any]]:
    """What is known in numbers, each with its unit."""
    found = summary(collection)
    values: list[tuple[str, Any, str, Any]] = [
        ("datasets", found.datasets, "", None),
        ("files", found.files, "", None),
        ("events", found.events, "", None),
        ("size", found.size, "bytes", None),
        ("integrated luminosity", collection.luminosity, "fb-1", collection.luminosity_error),
    ]
    made = []
    for name, value, unit, error in values:
        if value:
            item = {"@type": "sc:PropertyValue", "name": name, "value": float(value) if unit == "fb-1" else value}
            item |= {"unitText": unit} if unit else {}
            item |= {"measurementTechnique": f"uncertainty {error.normalize():f} {unit}"} if error else {}
            made.append(item)
    return made


def _resources(collection: Collection, members: Summary) -> dict[str, Any]:
    """The file that holds the paths, the files that lie under these, and the paths as records.

    What is published does not change, and so the checksum of the list does not. The files themselves are on the grid:
    their names and checksums are in the file catalogue, so that the set of them says only where they lie.
    """
    size, digest = remembered(
        versions((CollectionMember,)), f"list of collection {collection.pk}", lambda: _checksum(collection)
    )
    file = {
        "@type": "cr:FileObject",
        "@id": _LIST,
        "name": f"{collection}.txt",
        "description": f"The paths of {members.datasets:,} datasets in their order, one a line.",
        "contentUrl": f"{settings.BASE_URL}{search(collection=collection.pk, format='txt')}",
        "contentSize": f"{size} B",
        "encodingFormat": "text/plain",
        "sha256": digest,
    }
    number = f"{members.files:,} files" if members.files else "The files"
    files = {
        "@type": "cr:FileSet",
        "@id": "files",
        "name": "files",
        "description": f"{number} of these datasets, on the grid below the paths of the list; gbasf2 reaches them.",
        "containedIn": {"@id": _LIST},
        "encodingFormat": "application/x-root",
        "includes": "*/sub*/*.root",
    }
    source = {"fileObject": {"@id": _LIST}, "extract": {"fileProperty": "lines"}}
    column = {"@type": "cr:Field", "@id": "datasets/path", "name": "path", "dataType": "sc:Text", "source": source}
    records = {"@type": "cr:RecordSet", "@id": "datasets", "name": "datasets", "key": {"@id": "datasets/path"}}
    column["description"] = "The path of a dataset, which is its identity."
    return {"distribution": [file, files], "recordSet": [records | {"field": [column]}]}


def _checksum(collection: Collection) -> tuple[int, str]:
    rows = CollectionMember.objects.filter(collection=collection).order_by("position")
    size, digest = 0, hashlib.sha256()
    for path in rows.values_list("dataset__path", flat=True).iterator(chunk_size=2000):
        line = f"{path}\n".encode()
        size += len(line)
        digest.update(line)
    return size, digest.hexdigest()


def sentence(collection: Collection) -> str:
    """For a list of references; empty for a test."""
    if collection.published_on is None:
        return ""
    version = f", version {collection.version}" if collection.version is not None else ""
    return (
        f"{settings.COLLABORATION} ({collection.published_on.year}). {collection}{version}. {settings.SITE_NAME}, "
        f"published {collection.published_on.isoformat()}, {collection.path}. {address(collection)}"
    )


def bibtex(collection: Collection) -> str:
    """The same for BibTeX; empty for a test."""
    if collection.published_on is None:
        return ""
    day = collection.published_on
    facts = {
        "author": f"{{{_latex(settings.COLLABORATION)}}}",
        "title": f"{{{_latex(str(collection))}}}",
        "year": str(day.year),
        "month": str(day.month),
        "version": _latex("" if collection.version is None else str(collection.version)),
        "publisher": _latex(settings.SITE_NAME),
        "note": _latex(f"Collection {collection.path}, published {day.isoformat()}"),
        "url": _plain(address(collection)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in facts.items() if value)
    return f"@misc{{{_key(collection)},\n{lines}}}\n"


def _key(collection: Collection) -> str:
    return re.sub(r"[^A-Za-z0-9:._-]", "-", f"{collection}:{collection.pk}")


def _latex(text: str) -> str:
    """Text on one line with every sign that LaTeX reads otherwise written out."""
    return "".join(_SPECIAL.get(sign, sign) for sign in _plain(text))


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def documents(collection: Collection) -> list[dict[str, Any]]:
    """The panel of its page: the sentence, BibTeX and JSON-LD."""
    where = reverse("collection_metadata", args=[collection.pk])
    made: list[dict[str, Any]] = [
        {"label": "Reference", "text": sentence(collection), "prose": True},
        {"label": "BibTeX", "text": bibtex(collection)},
    ]
    made = [block for block in made if block["text"]]
    if made:
        made[0] |= {"url": where, "link": "Metadata for machines (JSON-LD)"}
    return made
