"""What is shown: account views, chains, votes and meetings, from published entries and public disclosures."""

from projections.catching_up import VIEWS, catch_up, position, project, rebuild

__all__ = ["VIEWS", "catch_up", "position", "project", "rebuild"]
