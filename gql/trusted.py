"""Documents known by name: those of a manifest, and those that clients registered by their hash."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from gql.limits import MAX_DOCUMENT
from gql.requests import Request
from repositories.errors import BadInputError, ForbiddenError, PersistedQueryNotFoundError, QueryTooComplexError

MAX_REGISTERED = 1_000
PREFIX = "sha256:"


class TrustedDocuments:
    """Finds the text of a document.

    A manifest maps names to texts, as GraphQL Code Generator writes it; with `only`, nothing else is accepted.
    Other documents a client may register by sending text and hash once (Apollo's automatic persisted queries);
    the registered ones are bounded, the least recently used forgotten first.
    """

    def __init__(self, manifest: Mapping[str, str] | None = None, *, only: bool = False) -> None:
        self._manifest = {name.removeprefix(PREFIX): text for name, text in (manifest or {}).items()}
        self._texts = frozenset(self._manifest.values())
        self._only = only
        self._registered: OrderedDict[str, str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._manifest) + len(self._registered)

    def resolve(self, request: Request) -> Request:
        """The request with the text of its document; raises where there is none, or it may not be used."""
        if request.document_id is None:
            if self._only and request.query not in self._texts:
                raise ForbiddenError("Only documents of the manifest are accepted: send its documentId.")
            return request
        return replace(request, query=self._text(request, request.document_id.removeprefix(PREFIX)))

    def _text(self, request: Request, name: str) -> str:
        trusted = self._manifest.get(name)
        if trusted is not None:
            return trusted
        if self._only:
            raise ForbiddenError("Only documents of the manifest are accepted, and it has none of this documentId.")
        if request.query:
            return self._register(name, request.query)
        if name not in self._registered:
            # The message is the one that Apollo's clients look for.
            raise PersistedQueryNotFoundError("PersistedQueryNotFound")
        self._registered.move_to_end(name)
        return self._registered[name]

    def _register(self, name: str, text: str) -> str:
        encoded = text.encode("utf-8", "replace")
        if len(encoded) > MAX_DOCUMENT:
            raise QueryTooComplexError(f"The document has more than {MAX_DOCUMENT} bytes.")
        if hashlib.sha256(encoded).hexdigest() != name:
            raise BadInputError("The hash is not that of the query.")
        self._registered[name] = text
        self._registered.move_to_end(name)
        while len(self._registered) > MAX_REGISTERED:
            self._registered.popitem(last=False)
        return text
