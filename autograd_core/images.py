"""An SVG as an image that survives where scripts and bare SVG do not."""

import base64
import html


def image(svg: str, said: str) -> str:
    """An SVG as an HTML image, with its words for who does not see it."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="{html.escape(said)}" style="max-width: 100%" src="data:image/svg+xml;base64,{data}"/>'
