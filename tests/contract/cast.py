"""Who plays in the tests of access: an owner with a row in every table, and those who should reach none of them."""

from dataclasses import dataclass

from tests.contract.behaviour import Caller
from tests.contract.ownership import MAKES_ADMINISTRATOR
from tests.contract.rows import Owner, RowMaker


@dataclass(frozen=True)
class Cast:
    """An owner with a row in every table, and strangers."""

    owner: Owner
    strangers: tuple[Caller, ...]

    @classmethod
    async def assemble(cls, maker: RowMaker) -> "Cast":
        """An owner, somebody who has as much but no role, and nobody."""
        owner = await maker.owner_of_everything()
        stranger = await maker.owner_of_everything(but=MAKES_ADMINISTRATOR)
        await maker.read_again(owner)
        return cls(owner, (Caller("a stranger", stranger), Caller("nobody", None)))

    @property
    def everybody(self) -> tuple[Caller, ...]:
        """The owner and the strangers."""
        return (Caller("the owner", self.owner), *self.strangers)
