"""Which mistake gives exactly that number.

What people get wrong in a local partial is read from the op table: each rule as it is written by hand, run over
`Drafts`, which make every slip once.  What they get wrong between the partials, such as a path or an index, is read
from the graph.
"""

from .between import Beneath
from .search import Suspect
from .suspects import causes, question, suspects, unexplained

__all__ = ["Beneath", "Suspect", "causes", "question", "suspects", "unexplained"]
