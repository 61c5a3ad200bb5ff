"""From sources to pages: what a user names, or what a desk's lists bring that is new.

given.py      URLs, files and standard input to pages, in the order given
desk.py       a desk's feeds, sitemaps, pages and folders to new pages
lists.py      feeds and sitemaps, read only when changed
feeds.py      RSS, Atom, JSON Feed to entries
mending.py    feeds as they should have been written
sitemaps.py   XML and text sitemaps to entries
entries.py    which entries are the same, which are wanted
full_text.py  pages made from feeds that carry whole articles
files.py      local files and folders
harvest.py    what a run brought in, and its memory
"""

from pipeline.collect.desk import MAX_PAGES, collect_desk
from pipeline.collect.given import Fetch, collect
from pipeline.collect.harvest import Harvest, RefusedPage, SourceReport

__all__ = ["MAX_PAGES", "Fetch", "Harvest", "RefusedPage", "SourceReport", "collect", "collect_desk"]
