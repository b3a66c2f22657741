"""Large generated data for `quintet seed`: people with accounts in all products, and what they did in two years.

The same amounts give the same rows, however they are made; moments follow the reference. Rows are made by processes
beside the one that copies them in, each product in one transaction: triggers whose work the rows contain, keys and
indexes are taken away as the catalog defines them and given back before the transaction ends. Neither audit rows nor
events are written of generated rows: nobody did these things, and nobody listened.
"""

from gateway.scale.amounts import Amounts, ScaleError
from gateway.scale.chunks import Making
from gateway.scale.progress import Report
from gateway.scale.seeding import seed

__all__ = ["Amounts", "Making", "Report", "ScaleError", "seed"]
