"""Documents: plain files whose mathematics declares itself.

``model`` what a document is; ``markdown``, ``tex``, ``notebook`` how each format becomes one; ``prose``,
``scoping``, ``chains`` how a document becomes steps; ``judging`` how steps become results.
"""
