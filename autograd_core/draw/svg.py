"""Graphviz's SVG, tidied for people: every part says in words what it is, and nothing in it links or runs."""

from collections.abc import Mapping
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"


def tidied(svg: bytes, titles: Mapping[str, str], title: str, description: str) -> str:
    """The same picture with a title for the whole and for each part, by id, and without comments and unused names."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    for part in root.iter(f"{{{SVG}}}g"):
        heading = part.find(f"{{{SVG}}}title")
        if heading is not None:
            heading.text = titles.get(part.get("id", ""), title)
    root.set("role", "img")
    for i, (tag, text) in enumerate((("title", title), ("desc", description))):
        heading = ElementTree.Element(f"{{{SVG}}}{tag}")
        heading.text, heading.tail = text, "\n"
        root.insert(i, heading)
    return ElementTree.tostring(root, encoding="unicode") + "\n"
