"""Reading INSPIRE author.xml as it is published, which is seldom as its DTD says.

`read` gives everything a file holds or says in one sentence why it cannot; what it had to guess, set aside or leave
out is a `Problem` with a line number. Writing is `members.authorship.exports`.
"""

from members.authorship.authorxml.reader import read
from members.authorship.authorxml.rows import (
    AuthorFile,
    FileAffiliation,
    FileCollaboration,
    Identifier,
    Organization,
    Person,
    Problem,
)
from members.authorship.authorxml.tree import AuthorXMLError

__all__ = [
    "AuthorFile",
    "AuthorXMLError",
    "FileAffiliation",
    "FileCollaboration",
    "Identifier",
    "Organization",
    "Person",
    "Problem",
    "read",
]
