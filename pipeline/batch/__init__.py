"""Many stories, unattended: desks are collected, their stories queued and written by any number of workers.

office.py    one worker: its connections, its queues, what it does for others that died
plan.py      a desk's new pages → drafts to be written, entered in one transaction
mail.py      first calls in batch files; `--batch-api`
run.py       one batch from collecting to the summary; `nutgraf run`
serve.py     stays up, keeps the schedules; `nutgraf serve`
summary.py   what a run did: summary.html
runlog.py    what happens in a run: run.jsonl
alerts.py    who is told
overview.py  `nutgraf status`, and what is done again, cancelled or thrown away
"""
