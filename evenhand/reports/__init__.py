"""Scheduled reports: a page of the app as PDF, HTML file or mail, for cron; whatever goes wrong is told."""
