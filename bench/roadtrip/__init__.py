"""Roadtrip's goals: whether places, revenue, dashboards and referrals are answered in time on very many rows."""
