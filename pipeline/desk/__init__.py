"""The review desk: a web page on which an editor judges drafts. Server-rendered; works without JavaScript.

app.py       the application, put together
access.py    who may come in: the one-time link, sessions, passwords
accounts.py  names and hashed passwords in a file
guarding.py  headers, sizes, hosts: what holds for every request
forms.py     what a browser posts, checked for whence it comes
view.py      a draft as its page shows it: sentences with what carries them and what was found
reading.py   the queue, a draft, its sources, history, differences, preview
writing.py   edits, rewriting, decisions
pages.py     templates, with everything escaped
serving.py   `nutgraf desk`: the server

Hostile here: all text of drafts, sources and forms, every id and header.
"""
