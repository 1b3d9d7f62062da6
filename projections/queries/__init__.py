"""What the views answer: functions from a connection to ``views.db`` to frozen dataclasses.

The API writes them as JSON with their members in this order, the pages draw them: both show the same. Amounts are
minor units of the fund's currency, debit positive; ``index`` is that of an entry of the log. A text is None where its
field is sealed and not public.
"""
