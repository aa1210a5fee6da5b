"""Graphviz's SVG, tidied for people: every part says in words what it is, and nothing in it links or runs."""

from collections.abc import Mapping
from xml.etree import ElementTree

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
SVG = "http://www.w3.org/2000/svg"


def tidied(svg: bytes, titles: Mapping[str, str], title: str, description: str) -> str:
    """The same picture with a title for the whole and for each part, by id, and without comments and unused names."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    for part in root.iter(f"{{{SVG}}}g"):
        for heading in part.findall(f"{{{SVG}}}title"):
            if (said := titles.get(part.get("id", ""))) is None:
                part.remove(heading)
            else:
                heading.text = said
    for text in root.iter(f"{{{SVG}}}text"):  # all in one font: said once
        root.set("font-family", text.attrib.pop("font-family", ""))
        text.attrib.pop(SPACE, None)
    for shape in root.iter():
        if shape.get("stroke") == "transparent":  # an older Graphviz's word for what SVG calls none
            shape.set("stroke", "none")
    root.set("role", "img")
    for i, (tag, words) in enumerate((("title", title), ("desc", description))):
        heading = ElementTree.Element(f"{{{SVG}}}{tag}")
        heading.text, heading.tail = words, "\n"
        root.insert(i, heading)
    return ElementTree.tostring(root, encoding="unicode") + "\n"
