"""The demo: people, conversations and bills of LiveConvo as readable files, and the rows they become."""
