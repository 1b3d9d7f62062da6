"""The story of the made-up community 明账花园, two years from July 2024 on: one module for each theme.

A theme has a function ``tell`` that adds its acts and papers to a script; `ledger.demo.plot` puts the themes together.
"""
