ALTER TABLE roadtrip.revenue_reports
    DROP CONSTRAINT ck_revenue_reports_net_revenue_cents_range,
    DROP CONSTRAINT ck_revenue_reports_revenue_cents_range,
    DROP CONSTRAINT ck_revenue_reports_views_range,
    ADD CONSTRAINT ck_revenue_reports_views_range CHECK (views >= 0);
