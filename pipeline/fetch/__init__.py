"""Fetching pages from the open web without being led anywhere else.

addresses.py   which addresses may be connected to, and a network backend that connects to nothing else
sniffing.py    what a body is: HTML, plain text, or something that is refused
client.py      Fetcher: redirects, limits, and one clear line for every failure
"""

from pipeline.fetch.addresses import Resolver
from pipeline.fetch.client import MAX_BYTES, Fetcher
from pipeline.fetch.sniffing import media_type

__all__ = ["MAX_BYTES", "Fetcher", "Resolver", "media_type"]
