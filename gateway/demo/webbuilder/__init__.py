"""Web Builder's part of the demo: people, campaigns and components as readable files, and the rows they become."""
