"""One story, from its sources to a stored draft.

`job.prepare` turns sources into a Job, the frozen description of the work; `story.write_story` is the order of the
stages and the repair loop; `engine.Engine` runs it as a durable workflow.
"""
