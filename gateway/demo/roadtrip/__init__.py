"""Roadtrip's part of the demo: people, places, journeys and videos as readable files, and the rows they become."""
