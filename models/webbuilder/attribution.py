"""Web Builder's attribution: what campaigns earned, by where the visitors came from."""

from decimal import Decimal
from uuid import UUID

from models import columns as col
from models.access import READ, Access, Through
from models.base import TableFacts, View, table
from models.webbuilder.base import WebbuilderModel


class ConversionSource(WebbuilderModel, table=True):
    __tablename__ = "conversion_sources"
    __table_args__ = table(
        facts=TableFacts(
            description="Conversions of a campaign from one source and medium, in one currency.",
            access=Access(rows=Through("campaign_id"), commands=READ),
            singular="conversion_source",
            order=("-conversions",),
            view=View.PLAIN,
        ),
    )

    campaign_id: UUID = col.key_reference("campaigns.id", "Campaign that brought them.", on_delete="CASCADE")
    source: str = col.key_text("Where the visitors came from; empty where it is not known.", length=100)
    medium: str = col.key_text("By what means the visitors came; empty where it is not known.", length=100)
    currency: str = col.key_text("ISO 4217 code of the value's currency.", length=3)
    conversions: int = col.integer("Number of conversions.", nullable=False)
    value: Decimal = col.decimal(18, 2, "Sum of what they are worth.", nullable=False)
