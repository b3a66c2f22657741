"""LiveConvo's part of the demo: people, conversations and bills as readable files, and the rows they become."""
