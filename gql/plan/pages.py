"""Connections as JSON: the rows of a page gathered, their cursors, where the page lies, how many there are in all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLObjectType
from sqlalchemy import ColumnElement, Select, Table

from gql.derivation.derived import FIELDS, ColumnField, ComputedField, Derived
from gql.execution.arguments import read_listing, read_named
from gql.plan import aggregates, rows
from gql.plan.compilation import Compilation, Fields
from gql.plan.errors import DeclinedError
from gql.plan.text import Part, Sql, column, gathered, joined, members
from gql.plan.values import written
from repositories.aggregate import Computation, related_computed, root_computed
from repositories.condition import EVERY_ROW
from repositories.later import fix
from repositories.listing import CURSOR, Listing
from repositories.named import NamedQuery
from repositories.relations import Relation
from repositories.source import AtHand, related_count, related_rows, root_count_rows, root_rows

NUMBER, ON_PAGE = "_number", "_on_page"
ROW_NUMBER = sa.func.row_number().over()
OVER_ALL_ROWS = frozenset({"totalCount", "aggregates", "groups"})
Rows = Callable[[Listing, int], Select[Any]]
Count = Callable[[Listing], Select[Any]]
Total = Callable[[], ColumnElement[Any]]
Compute = Callable[[Listing, Computation], Select[Any]]
Read = Callable[[Mapping[str, Any], frozenset[str], bool], Listing]


def related(
    compilation: Compilation,
    parent: GraphQLObjectType,
    nodes: list[FieldNode],
    relation: Relation,
    parent_row: AtHand,
) -> list[Part]:
    """The connection of the rows at the end of a relation."""
    page = _Page(compilation, parent, nodes, relation.target)
    return page.text(
        lambda listing, extra: related_rows(relation, listing, parent_row, extra=extra),
        lambda listing: related_count(relation, listing.condition, parent_row),
        lambda listing, wanted: related_computed(relation, listing.condition, parent_row, wanted),
    )


def root(compilation: Compilation, parent: GraphQLObjectType, nodes: list[FieldNode], table: Table) -> list[Part]:
    """The connection of all the rows that the caller sees."""
    compilation.reads(table)
    page = _Page(compilation, parent, nodes, table)
    return page.text(
        lambda listing, extra: root_rows(listing, extra=extra),
        lambda listing: root_count_rows(table, listing.condition, listing.search),
        lambda listing, wanted: root_computed(table, listing.condition, listing.search, wanted),
    )


def named(
    compilation: Compilation, parent: GraphQLObjectType, nodes: list[FieldNode], query: NamedQuery
) -> list[Part]:
    """The connection of the rows that a named query means."""
    compilation.reads(query.table)
    page = _Page(compilation, parent, nodes, query.shape, partial(read_named, query))
    return page.text(
        lambda listing, extra: root_rows(listing, extra=extra),
        lambda listing: root_count_rows(listing.table, listing.condition, None, listing.named),
    )


@dataclass(frozen=True)
class _Selected:
    """What is selected on the rows of a page, by the fields of the connection."""

    nodes: dict[str, Fields]
    edges: dict[str, tuple[GraphQLObjectType, Fields, dict[str, Fields]]]
    infos: dict[str, Fields]


class _Page:
    """A connection that is being compiled."""

    def __init__(
        self,
        compilation: Compilation,
        parent: GraphQLObjectType,
        nodes: list[FieldNode],
        table: Table,
        read: Read | None = None,
    ) -> None:
        self._compilation = compilation
        self._kind = compilation.kind(parent, nodes[0])
        self._fields = compilation.select(self._kind, nodes)
        self._row = compilation.kind_of(self._kind, "nodes")
        self._selected = self._select()
        sent = compilation.arguments(parent, nodes[0])
        read = read or partial(read_listing, table)
        self._listing = read(sent, self._columns(), self._wants_cursors())
        compilation.reads(self._listing.rows_of, self._listing.condition)

    def _select(self) -> _Selected:
        nodes: dict[str, Fields] = {}
        edges: dict[str, tuple[GraphQLObjectType, Fields, dict[str, Fields]]] = {}
        infos: dict[str, Fields] = {}
        for name, found in self._fields.items():
            match found[0].name.value:
                case "nodes":
                    nodes[name] = self._compilation.select(self._row, found)
                case "edges":
                    edge = self._compilation.kind(self._kind, found[0])
                    inner = self._compilation.select(edge, found)
                    under = {
                        n: self._compilation.select(self._row, f)
                        for n, f in inner.items()
                        if f[0].name.value == "node"
                    }
                    edges[name] = (edge, inner, under)
                case "pageInfo":
                    infos[name] = self._compilation.select(self._compilation.kind(self._kind, found[0]), found)
        return _Selected(nodes, edges, infos)

    def _columns(self) -> frozenset[str]:
        selected = [*self._selected.nodes.values()]
        selected += [fields for _, _, under in self._selected.edges.values() for fields in under.values()]
        on_edges = (rows.columns_of(edge, inner) for edge, inner, _ in self._selected.edges.values())
        return frozenset[str]().union(*(rows.columns_of(self._row, fields) for fields in selected), *on_edges)

    def _asked(self) -> set[str]:
        return {nodes[0].name.value for fields in self._selected.infos.values() for nodes in fields.values()}

    def _wants_cursors(self) -> bool:
        on_edges = any(
            nodes[0].name.value == "cursor"
            for _, inner, _ in self._selected.edges.values()
            for nodes in inner.values()
        )
        return on_edges or bool({"startCursor", "endCursor"} & self._asked())

    @property
    def _looks_beyond(self) -> bool:
        """Whether one row more has to be read to know if there is one."""
        return ("hasPreviousPage" if self._listing.page.from_end else "hasNextPage") in self._asked()

    @property
    def _reads_rows(self) -> bool:
        """Whether rows have to be read: that some come before, say, is known without."""
        return bool(self._selected.nodes or self._selected.edges) or self._wants_cursors() or self._looks_beyond

    def text(self, rows_of: Rows, count_of: Count, compute: Compute | None = None) -> list[Part]:
        """The connection."""
        self._compute = compute
        total = partial(self._total, count_of)
        if not self._reads_rows:
            self._check()
            self._refuse_idleness()
            return members((name, self._member(name, found[0], None, total)) for name, found in self._fields.items())
        page = self._numbered(rows_of(self._listing, 1 if self._looks_beyond else 0))
        parts = members(
            (name, self._member(name, found[0], page.name, total)) for name, found in self._fields.items()
        )
        return [sa.select(joined(parts)).select_from(page).scalar_subquery()]

    def _total(self, count_of: Count) -> ColumnElement[Any]:
        return sa.func.coalesce(count_of(self._listing).scalar_subquery(), sa.literal_column("0"))

    def _check(self) -> None:
        """Let values be refused in every request that no statement gets where no rows are read."""
        for value in (self._listing.page.limit, self._listing.search):
            fix(value, lambda _: None)

    def _refuse_idleness(self) -> None:
        """Leave it to the resolver lane where nothing reads the rows that values name: they may be refused."""
        asked = {found[0].name.value for found in self._fields.values()}
        if asked & OVER_ALL_ROWS:
            return
        if self._listing.condition != EVERY_ROW:
            raise DeclinedError("A filter without rows is not compiled.")
        if self._listing.named is not None:
            raise DeclinedError("A named query without rows is not compiled.")

    def _numbered(self, page_rows: Select[Any]) -> sa.Subquery:
        """The rows with their numbers, and whether they are on the page, where that is asked for."""
        page = page_rows.subquery(self._compilation.name("page"))
        if not self._is_numbered:
            return page
        columns: list[ColumnElement[Any]] = [sa.literal_column(f"{page.name}.*"), ROW_NUMBER.label(NUMBER)]
        if self._looks_beyond:
            limit = sa.bindparam(None, self._listing.page.limit, sa.BigInteger(), unique=True)
            columns.append((limit >= ROW_NUMBER).label(ON_PAGE))
        return sa.select(*columns).select_from(page).subquery(self._compilation.name("page"))

    @property
    def _is_numbered(self) -> bool:
        return self._looks_beyond or self._listing.page.from_end or bool(self._asked())

    def _member(self, name: str, node: FieldNode, page: str | None, total: Total) -> list[Part]:
        match node.name.value:
            case "nodes":
                assert page is not None
                item = rows.row_object(self._compilation, self._row, self._selected.nodes[name], page)
                return ["[", self._gathered(item, page), "]"]
            case "edges":
                assert page is not None
                return ["[", self._gathered(self._edge(name, page), page), "]"]
            case "pageInfo":
                return self._info(self._selected.infos[name], page)
            case "totalCount":
                return [total()]
            case "aggregates" | "groups":
                return self._over_all_rows(name)
        return [f'"{self._kind.name}"']

    def _over_all_rows(self, name: str) -> list[Part]:
        """What is computed over all rows of the list."""
        nodes, compute = [*self._fields[name]], self._compute
        field = FIELDS[self._kind.name][nodes[0].name.value]
        assert compute is not None
        assert isinstance(field, ComputedField)
        rows_of = partial(compute, self._listing)
        return aggregates.computed(self._compilation, self._kind, nodes, field, rows_of)

    def _edge(self, name: str, page: str) -> list[Part]:
        edge, inner, under = self._selected.edges[name]

        def value(alias: str, node: FieldNode) -> list[Part]:
            match node.name.value:
                case "node":
                    return rows.row_object(self._compilation, self._row, under[alias], page)
                case "cursor":
                    return ['"', column(page, CURSOR), '"']
                case "__typename":
                    return [f'"{edge.name}"']
                case name:
                    return self._computed(FIELDS[edge.name][name], page)

        return members((alias, value(alias, nodes[0])) for alias, nodes in inner.items())

    def _computed(self, field: Derived, page: str) -> list[Part]:
        """What a named query computed for a row."""
        assert isinstance(field, ColumnField)
        return [*written(self._listing.table.columns[field.column], column(page, field.column))]

    def _gathered(self, item: list[Part], page: str) -> Part:
        number = column(page, NUMBER).text
        order = f" ORDER BY {number}{' DESC' if self._backwards else ''}" if self._is_numbered else ""
        return gathered(item, f"','{order}", self._on_page(page))

    def _on_page(self, page: str) -> str | None:
        """What is true of the rows of the page; None where no others were read."""
        return column(page, ON_PAGE).text if self._looks_beyond else None

    @property
    def _backwards(self) -> bool:
        return self._listing.page.from_end

    def _info(self, fields: Fields, page: str | None) -> list[Part]:
        return members((name, self._of_info(nodes[0], page)) for name, nodes in fields.items())

    def _of_info(self, node: FieldNode, page: str | None) -> list[Part]:
        listing_page = self._listing.page
        match node.name.value:
            case "hasNextPage":
                return self._more(page) if not self._backwards else _flag(listing_page.before is not None)
            case "hasPreviousPage":
                return self._more(page) if self._backwards else _flag(listing_page.after is not None)
            case "startCursor":
                return self._cursor(page, last=self._backwards)
            case "endCursor":
                return self._cursor(page, last=not self._backwards)
        return ['"PageInfo"']

    def _more(self, page: str | None) -> list[Part]:
        assert page is not None
        return [Sql(f"CASE WHEN bool_or(NOT {column(page, ON_PAGE).text}) THEN 'true' ELSE 'false' END")]

    def _cursor(self, page: str | None, *, last: bool) -> list[Part]:
        """The cursor of the first or the last row that was read for the page itself."""
        assert page is not None
        order = f"ORDER BY {column(page, NUMBER).text}{' DESC' if last else ''}"
        narrowed = f" FILTER (WHERE {self._on_page(page)})" if self._looks_beyond else ""
        first = f"(array_agg({column(page, CURSOR).text} {order}){narrowed})[1]"
        return [Sql(f"coalesce('\"' || {first} || '\"', 'null')")]


def _flag(value: bool) -> list[Part]:
    return ["true" if value else "false"]
