"""Import of what exists: a file of former books in, drafts of signed events out.

    bytes ──records──▶ sheet ──reading (by a map)──▶ transactions ──plan (against the book)──▶ drafts ──writing──▶ log

Reading never guesses and never drops: whatever is no movement is listed, and whatever is not understood stops the
import before anything is signed. Everything but `writing` is pure; who opens files, asks for passphrases and draws
progress is `ledger.cli.import_`.
"""
