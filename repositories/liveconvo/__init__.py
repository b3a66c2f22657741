"""What can happen in LiveConvo: sessions, transcripts, guidance, summaries, templates, documents."""
