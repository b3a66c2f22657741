SELECT
    (SELECT count(*) FROM liveconvo.users) AS users,
    (SELECT count(*) FROM liveconvo.sessions) AS sessions,
    (SELECT count(*) FROM liveconvo.transcripts) AS transcripts,
    (SELECT count(*) FROM liveconvo.guidance) AS guidance,
    (SELECT count(*) FROM webbuilder.campaigns) AS campaigns,
    (SELECT count(*) FROM webbuilder.campaign_components) AS campaign_components,
    (SELECT count(*) FROM webbuilder.ai_generations) AS ai_generations,
    (SELECT count(*) FROM roadtrip.roadtrip_sessions) AS roadtrip_sessions,
    (SELECT count(*) FROM roadtrip.discoveries) AS discoveries
