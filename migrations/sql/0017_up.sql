-- A report near the ends of bigint made its differences overflow, and no reconciliation could be read any more.
ALTER TABLE roadtrip.revenue_reports
    DROP CONSTRAINT ck_revenue_reports_views_range,
    ADD CONSTRAINT ck_revenue_reports_views_range CHECK (views >= 0 AND views <= 1000000000000000),
    ADD CONSTRAINT ck_revenue_reports_revenue_cents_range
        CHECK (revenue_cents >= -1000000000000000 AND revenue_cents <= 1000000000000000),
    ADD CONSTRAINT ck_revenue_reports_net_revenue_cents_range
        CHECK (net_revenue_cents >= -1000000000000000 AND net_revenue_cents <= 1000000000000000);
