"""Fetching pages from the open web without being led anywhere else, and without being a burden.

addresses.py   which addresses may be connected to, and a network backend that connects to nothing else
sniffing.py    what a body is: a page, a feed or sitemap, or something that is refused
faults.py      what went wrong, as one clear line
client.py      Fetcher: redirects, limits, conditional requests
gate.py        whose turn it is, and how long a host is left alone
sites.py       robots.txt and tdmrep.json of each origin
polite.py      Polite: all of it together
"""

from pipeline.fetch.addresses import Resolver
from pipeline.fetch.client import MAX_BYTES, Fetcher, Validators
from pipeline.fetch.gate import Gate
from pipeline.fetch.polite import DELAY, Polite
from pipeline.fetch.sniffing import LIST, PAGE, media_type

__all__ = ["DELAY", "LIST", "MAX_BYTES", "PAGE", "Fetcher", "Gate", "Polite", "Resolver", "Validators", "media_type"]
