"""Pages of every list of every table, in every order, forwards and backwards: the same rows as in one page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Table

from gql.derivation.columns import shown
from gql.derivation.names import field_name, list_field, row_field, type_name
from gql.derivation.orders import UNORDERED, order_enum
from models.access import Command
from models.base import facts_of
from models.catalog import PRODUCTS
from models.columns import facts_of as column_facts
from repositories.relations import Kind, Relation, relations
from tests.contract.ownership import reach
from tests.contract.rows import Owner, RowMaker, Values
from tests.gql import asking
from tests.gql.belongings import TABLES, crowd_of
from tests.people import Person
from tests.served import Client
