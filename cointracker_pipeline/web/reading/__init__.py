"""What pages and resources read: queries whose every row is of the person who asks."""
